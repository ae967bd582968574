// The words codes are made of: short, common, easy to hear across a room and to type on a phone.

const list = (text: string): readonly string[] => text.trim().split(/\s+/);

export const ADJECTIVES = list(`
  able agile amber ample aqua avid azure balmy basic beige big blue bold brave breezy brief bright brisk broad bronze busy calm
  candid cheery chief civil clean clear clever close cobalt cool copper coral cosy crimson crisp curly cyan daily dainty daring
  deep deft dizzy double dream dusty eager early earnest east easy elder epic equal exact extra fair famous fancy fast fine firm
  first fit fleet fluffy fond free fresh friendly full funny gentle giant glad gleaming golden good grand great green happy hardy
  hazel helpful honest huge humble icy indigo inner ivory jade jolly jovial joyful keen kind large late lavender lemon light lilac
  lime little lively local lofty loud lovely loyal lucky lunar magenta major maple maroon mellow merry mighty mild mint modest
  neat new nimble noble north novel oaken ochre olive open orange patient peach pearl perky pink plain plucky plum polite prime
  proud purple quick quiet rapid rare ready real red rich ripe rosy round royal ruby rustic sage sandy scarlet sharp shiny silent
  silver simple sleek smart smooth snowy snug soft solar solid south spare speedy spry starry steady still strong sturdy sunny
  super sweet swift tall tan teal tender tidy tiny topaz true upbeat urban useful velvet violet vivid warm west wise witty young
  zesty
`);

export const ANIMALS = list(`
  alpaca ant ape auk badger bat beagle bear beaver bee beetle bison boar bobcat buck buffalo bunny camel canary caribou carp cat
  cheetah chick cicada clam cobra cod collie condor corgi cow coyote crab crane cricket crow cub deer dingo dodo dog dolphin
  donkey dove dragon drake duck eagle eel egret elk emu ermine falcon fawn ferret finch fish flamingo fly foal fox frog gazelle
  gecko gerbil gibbon giraffe gnu goat goose gopher grouse gull hamster hare hawk hen heron hippo horse hound husky hyena ibex ibis
  iguana impala jackal jaguar jay kestrel kitten kiwi koala koi lamb lark lemur leopard lion lizard llama lobster lynx macaw
  magpie mallard mammoth manatee marlin marmot marten meerkat mink mole moose moth mouse mule narwhal newt ocelot octopus okapi
  orca osprey ostrich otter owl ox oyster panda panther parrot peacock pelican penguin pheasant pigeon pike plover pony poodle
  possum prawn puffin puma puppy quail quokka rabbit raccoon ram raven robin rooster salmon seal shark sheep shrew shrimp skunk
  sloth snail sparrow spider squid squirrel stag stoat stork swallow swan tapir tern terrier tiger toad toucan trout tuna turkey
  turtle viper vole walrus wasp weasel whale wolf wombat wren yak zebra
`);
