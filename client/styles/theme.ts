// Which theme the screens wear: what the person chose on this device, else what the system asks for; a wall has a choice of
// its own and is dark until somebody makes it. Light and dark follow the system in tokens.css by themselves; only more
// contrast needs telling here. The colors are tokens.css's.

export const THEMES = ['system', 'light', 'dark', 'contrast'] as const;
export type Theme = (typeof THEMES)[number];
export type Surface = 'page' | 'wall';

const CHOSEN: { readonly [S in Surface]: string } = { page: 'hackfest:theme', wall: 'hackfest:wall-theme' };
const MORE_CONTRAST = '(prefers-contrast: more)';

const isTheme = (name: string | null): name is Theme => THEMES.includes(name as Theme);

/** What is worn when somebody chose this and the system does or does not ask for more contrast; '' leaves it to the system. */
export function wornTheme(chosen: Theme, moreContrast: boolean, surface: Surface = 'page'): Exclude<Theme, 'system'> | '' {
  if (chosen !== 'system') return chosen;
  if (moreContrast) return 'contrast';
  return surface === 'wall' ? 'dark' : '';
}

let surface: Surface = 'page';
// A browser that keeps nothing still wears what is chosen, as long as the page lasts.
const choices = new Map<Surface, Theme>();

export function chosenTheme(): Theme {
  const choice = choices.get(surface) ?? kept();
  choices.set(surface, choice);
  return choice;
}

function kept(): Theme {
  try {
    const name = localStorage.getItem(CHOSEN[surface]);
    return isTheme(name) ? name : 'system';
  } catch {
    return 'system';
  }
}

/** Wears a theme at once and remembers it on this device. */
export function chooseTheme(theme: Theme): void {
  choices.set(surface, theme);
  wear();
  try {
    localStorage.setItem(CHOSEN[surface], theme);
  } catch {
    // Then it holds for this page only, and there is nothing the person could do about it.
  }
}

function wear(): void {
  const { dataset } = document.documentElement;
  const worn = wornTheme(chosenTheme(), matchMedia(MORE_CONTRAST).matches, surface);
  if (worn === '') delete dataset['theme'];
  else dataset['theme'] = worn;
  if (surface === 'wall') dataset['scale'] = 'wall';
  else delete dataset['scale'];
}

/** Dresses the page, and follows the system from then on. */
export function startTheme(): void {
  wear();
  matchMedia(MORE_CONTRAST).addEventListener('change', wear);
}

/** Dresses the page as a wall, in its own size and theme; gives the way back. */
export function wearOnWall(): () => void {
  surface = 'wall';
  wear();
  return () => {
    surface = 'page';
    wear();
  };
}
