// The sample event as content: real projects, tracks and sites of the Mozilla Global Sprint 2017 (MIT, Copyright (c) 2017
// Mozilla Foundation and contributors); tasks, sentences and people written for the sample. See NOTICE.md. No code here.

import type { OutcomeKind, Phase, Place, Role, TaskKind } from '../../shared/board/schema.ts';

export type SamplePerson = {
  /** How tasks refer to them; names may repeat. */
  readonly handle: string;
  readonly name: string;
  readonly role?: Role;
  readonly place?: Place;
  readonly site?: string;
  readonly skills?: readonly string[];
  readonly newcomer?: boolean;
  readonly openToPair?: boolean;
  readonly attribution?: boolean;
  /** Minutes before now. */
  readonly joined: number;
};

export type SampleTask = {
  readonly title: string;
  readonly brief?: string;
  readonly kind?: TaskKind;
  readonly phase?: Phase;
  readonly first?: boolean;
  /** Minutes; one of SIZES. */
  readonly size?: number;
  readonly seats?: number;
  readonly skills?: readonly string[];
  /** Who sits there, how many minutes ago they sat down, and for how many more the seat is theirs. */
  readonly held?: { readonly by: readonly string[]; readonly since: number; readonly left: number };
  readonly outcome?: {
    readonly kind: OutcomeKind;
    readonly summary: string;
    readonly next?: string;
    readonly credit: readonly string[];
    readonly demo?: boolean;
    /** Minutes before now: when they took the task, and when they wrote this. */
    readonly claimed: number;
    readonly at: number;
  };
};

export type SampleChallenge = {
  readonly repo: string;
  readonly title: string;
  readonly brief: string;
  readonly track: string;
  readonly by: string;
  readonly tasks: readonly SampleTask[];
};

export const SAMPLE_TITLE = 'Global Sprint (sample event)';
export const SAMPLE_PLACE = 'British Library, London';
export const SAMPLE_ZONE = 'Europe/London';
export const SAMPLE_BRIEF =
  'A sample to look around in: change anything, nothing can break. Projects, tracks and sites are real, from the Mozilla Global Sprint 2017 ' +
  '(MIT licence, Copyright (c) 2017 Mozilla Foundation and contributors). Tasks, outcomes and people were written for this sample.';

export const SAMPLE_PEOPLE: readonly SamplePerson[] = [
  { handle: 'maren', name: 'Maren', role: 'facilitator', joined: 130 },
  { handle: 'tomas', name: 'Tomás', role: 'mentor', skills: ['Git', 'Python'], joined: 124 },
  { handle: 'ifeoma', name: 'Ifeoma', role: 'mentor', place: 'remote', skills: ['teaching', 'writing'], joined: 118 },
  {
    handle: 'kenji',
    name: 'Kenji',
    role: 'mentor',
    place: 'site',
    site: 'Mozilla Japan Community Space, Chuo-ku',
    skills: ['JavaScript'],
    joined: 115,
  },
  { handle: 'ana', name: 'Ana', skills: ['writing', 'teaching'], joined: 112 },
  {
    handle: 'ana-sp',
    name: 'Ana',
    place: 'site',
    site: 'São Paulo',
    skills: ['translation'],
    newcomer: true,
    openToPair: true,
    joined: 96,
  },
  { handle: 'luca', name: 'Luca', place: 'site', site: 'University of Catania', skills: ['translation', 'writing'], joined: 110 },
  { handle: 'priya', name: 'Priya', skills: ['Python', 'testing'], joined: 109 },
  { handle: 'joao', name: 'João', place: 'site', site: 'São Paulo', skills: ['design'], joined: 95 },
  { handle: 'amara', name: 'Amara', skills: ['writing'], newcomer: true, joined: 104 },
  { handle: 'nils', name: 'Nils', place: 'remote', skills: ['JavaScript', 'testing'], openToPair: true, joined: 101 },
  { handle: 'zofia', name: 'Zofia', skills: ['design', 'accessibility'], joined: 108 },
  { handle: 'diego', name: 'Diego', place: 'remote', skills: ['Ruby'], joined: 90 },
  { handle: 'wanjiru', name: 'Wanjirũ', place: 'site', site: 'LakeHub, Kisumu', skills: ['teaching'], joined: 88 },
  {
    handle: 'otieno',
    name: 'Otieno',
    place: 'site',
    site: 'LakeHub, Kisumu',
    skills: ['Python'],
    newcomer: true,
    openToPair: true,
    joined: 87,
  },
  { handle: 'hana', name: 'Hana', skills: ['illustration'], newcomer: true, joined: 84 },
  { handle: 'samir', name: 'Samir', skills: ['Git'], joined: 103 },
  { handle: 'elif', name: 'Elif', place: 'remote', skills: ['law', 'writing'], joined: 86 },
  { handle: 'oskar', name: 'Oskar', skills: ['Python'], attribution: false, joined: 99 },
  { handle: 'thandi', name: 'Thandi', skills: ['game design'], openToPair: true, joined: 92 },
  { handle: 'mateo', name: 'Mateo', place: 'remote', skills: ['JavaScript'], newcomer: true, joined: 58 },
  { handle: 'noor', name: 'Noor', skills: ['testing'], newcomer: true, joined: 79 },
  { handle: 'pilar', name: 'Pilar', skills: ['photography', 'writing'], joined: 37 },
  {
    handle: 'ravi',
    name: 'Ravi',
    place: 'site',
    site: 'Knowledge Lab, Surat',
    skills: ['Ruby', 'testing'],
    newcomer: true,
    openToPair: true,
    joined: 22,
  },
];

export const SAMPLE_CHALLENGES: readonly SampleChallenge[] = [
  {
    repo: 'sunpy/sunpy',
    title: 'SunPy: a first hour that works',
    brief:
      'SunPy is about the Sun, in Python. We want somebody who has never seen it to get from the front page to a first picture without asking anybody.',
    track: 'Open Innovation',
    by: 'priya',
    tasks: [
      {
        title: 'Install it on a clean laptop and write down every step that was missing',
        brief: 'Use a laptop that never had it. Note what you typed, what you saw, and where you had to guess.',
        phase: 'before',
        first: true,
        size: 30,
        skills: ['testing'],
        outcome: {
          kind: 'done',
          summary: 'Tried on two laptops. Seven steps were missing or in the wrong order; the list is in the notes.',
          credit: ['amara', 'noor'],
          claimed: 71,
          at: 47,
        },
      },
      {
        title: 'Put the missing steps into the installation page',
        size: 30,
        skills: ['writing'],
        held: { by: ['amara', 'priya'], since: 34, left: 142 },
      },
      {
        title: 'Write one example that ends in a picture, with ten lines at most',
        size: 60,
        skills: ['Python'],
        held: { by: ['oskar'], since: 28, left: 150 },
      },
      { title: 'Explain five words every newcomer stumbles over, one sentence each', first: true, size: 30, skills: ['writing'] },
      { title: 'Run all examples of the guide and mark those that fail', first: true, size: 30, skills: ['testing', 'Python'] },
      { title: 'Learn to read an error message from bottom to top', kind: 'learning', size: 15, seats: 4, skills: ['Python'] },
      { title: 'Ask three people who were here today what they would read next', phase: 'after', size: 15, skills: ['writing'] },
    ],
  },
  {
    repo: 'nteract/hydrogen',
    title: 'Hydrogen: code that answers while you type',
    brief:
      'Hydrogen, from nteract, runs code in the place where it is written. We look for what confuses people who try it for the first time.',
    track: 'Web Literacy',
    by: 'nils',
    tasks: [
      {
        title: 'Watch one person use it for ten minutes and write down where they stop',
        brief: 'Say nothing while they try. Note the moment, what they wanted, and what they did next.',
        first: true,
        size: 30,
        skills: ['testing'],
        outcome: {
          kind: 'learned',
          summary: 'Nobody found the way to start. Both people looked in the menu first, and read the page only afterwards.',
          credit: ['nils', 'hana'],
          demo: true,
          claimed: 66,
          at: 41,
        },
      },
      {
        title: 'Rewrite the first screen of the documentation so that it starts with one task',
        size: 60,
        skills: ['writing'],
        held: { by: ['nils', 'mateo'], since: 31, left: 6 },
      },
      { title: 'Record a short screen video without sound: from nothing to a first result', size: 30, skills: ['design'] },
      { title: 'Check that every key mentioned in the guide does what it says', first: true, size: 30, skills: ['testing'] },
      { title: 'List what cannot be done without a mouse', size: 60, skills: ['accessibility', 'testing'] },
      {
        title: 'Learn how a change travels from your laptop into the project',
        kind: 'learning',
        phase: 'before',
        size: 30,
        seats: 4,
        skills: ['Git'],
      },
    ],
  },
  {
    repo: 'diaspora/diaspora',
    title: 'diaspora*: move in without help',
    brief:
      'A social network that runs on many independent servers. Choosing one is the first thing people must do, so it should be the easiest.',
    track: 'Decentralization',
    by: 'diego',
    tasks: [
      {
        title: 'Draw on one sheet how two people on two servers see the same post',
        size: 30,
        skills: ['illustration'],
        held: { by: ['hana'], since: 25, left: 155 },
      },
      { title: 'Write five questions that help somebody choose a server', first: true, size: 30, skills: ['writing'] },
      {
        title: 'Try to sign up on a phone with a slow connection and note every wait',
        first: true,
        size: 30,
        skills: ['testing'],
        outcome: {
          kind: 'partial',
          summary: 'Done on one phone. Two screens jump while they load, and a button was hit by mistake.',
          next: 'Try again on an older phone, with the pictures switched off.',
          credit: ['ravi'],
          claimed: 20,
          at: 8,
        },
      },
      {
        title: 'Find one reported mistake that still happens, and write how to see it',
        size: 60,
        skills: ['testing', 'Ruby'],
        held: { by: ['diego'], since: 38, left: 131 },
      },
      { title: 'Go through the sign-up page with a screen reader and note what is not said', size: 60, skills: ['accessibility'] },
      { title: 'Translate the welcome text into a language of this room', size: 30, skills: ['translation'] },
    ],
  },
  {
    repo: 'cliqz-oss/privacy-bot',
    title: 'Privacy Bot: read the small print together',
    brief: 'A project of the privacy track. We read privacy policies as people would, and say in plain words what we find.',
    track: 'Privacy + Security',
    by: 'elif',
    tasks: [
      {
        title: 'Choose ten policies that people in this room have agreed to',
        phase: 'before',
        first: true,
        size: 15,
        skills: ['research'],
        outcome: {
          kind: 'done',
          summary: 'Ten chosen by show of hands; the list stands in the notes, shortest first.',
          credit: ['elif', 'samir', 'oskar'],
          claimed: 72,
          at: 58,
        },
      },
      {
        title: 'Mark every sentence that says who else gets the data, in two policies',
        size: 60,
        seats: 3,
        skills: ['law'],
        held: { by: ['elif', 'samir'], since: 40, left: 122 },
      },
      { title: 'Say one paragraph of a policy in words a twelve-year-old understands', first: true, size: 15, skills: ['writing'] },
      { title: 'Compare two versions of one policy and list what changed', size: 60, skills: ['research'] },
      { title: 'Write the three questions a reader wants answered first', first: true, size: 30, skills: ['writing', 'design'] },
      {
        title: 'Try the program on one policy and write down how to run it',
        size: 60,
        skills: ['Python'],
        outcome: {
          kind: 'blocked',
          summary: 'The room has a network that stops the download.',
          next: 'Bring the files on a stick tomorrow, or try from home.',
          credit: ['otieno'],
          claimed: 52,
          at: 30,
        },
      },
    ],
  },
  {
    repo: 'data-lessons/library-git',
    title: 'Library Carpentry: Git for librarians',
    brief: 'A lesson on Git for people who work in libraries. We teach it to each other and repair what does not hold.',
    track: 'Web Literacy',
    by: 'ana',
    tasks: [
      {
        title: 'Go through the lesson as a learner and note where you got lost',
        kind: 'learning',
        first: true,
        size: 60,
        seats: 3,
        skills: ['Git'],
        held: { by: ['noor', 'wanjiru'], since: 19, left: 160 },
      },
      {
        title: 'Replace one example about programs by one about a catalogue of books',
        size: 30,
        skills: ['writing', 'teaching'],
        outcome: {
          kind: 'done',
          summary: 'The example now follows one book from the shelf to the list and back.',
          credit: ['ana'],
          demo: true,
          claimed: 69,
          at: 49,
        },
      },
      { title: 'Check that all links of the lesson still lead somewhere', first: true, size: 15, skills: ['testing'] },
      {
        title: 'Write a card with the ten commands that a librarian needs',
        size: 60,
        skills: ['writing', 'design'],
        held: { by: ['ana', 'pilar'], since: 33, left: 140 },
      },
      { title: 'Think of two exercises for people who finish early', size: 30, skills: ['teaching'] },
      { title: 'Say every screenshot in words for those who cannot see it', first: true, size: 30, skills: ['accessibility', 'writing'] },
      { title: 'Plan a two-hour session in your own library', phase: 'after', size: 60, skills: ['teaching'] },
    ],
  },
  {
    repo: 'openSNP/snpr',
    title: 'openSNP: ask before you share',
    brief: 'People share what is written in their genes, in the open. We look at the words that should help them decide.',
    track: 'Open Innovation',
    by: 'zofia',
    tasks: [
      { title: 'Read the sign-up page aloud and mark every word that needs a dictionary', first: true, size: 15, skills: ['writing'] },
      {
        title: 'Sketch a page that says what sharing means for your family',
        size: 60,
        skills: ['design'],
        held: { by: ['zofia', 'joao'], since: 36, left: 137 },
      },
      { title: 'Write down what a person can take back later, and what not', size: 30, skills: ['law', 'writing'] },
      { title: 'Check colors and contrast on the three most used pages', first: true, size: 30, skills: ['accessibility', 'design'] },
      { title: 'Set the project up on one laptop and note what the guide leaves out', size: 120, skills: ['Ruby'] },
      { title: 'Learn what a licence for data allows', kind: 'learning', size: 30, seats: 4, skills: ['law'] },
    ],
  },
  {
    repo: 'MozillaFoundation/mpa-cryptomancer-challenge',
    title: 'Cryptomancer: a secret worth keeping',
    brief:
      'A game challenge from the Fun & Games community: learn how secrets are kept by playing. We play it, and change what does not work at the table.',
    track: 'Privacy + Security',
    by: 'thandi',
    tasks: [
      {
        title: 'Play one round with paper and write down every question players ask',
        first: true,
        size: 30,
        seats: 4,
        skills: ['game design'],
        outcome: {
          kind: 'done',
          summary: 'Three players, 25 minutes. Eleven questions, six of them about whose turn it is.',
          credit: ['thandi', 'zofia', 'priya'],
          demo: true,
          claimed: 70,
          at: 44,
        },
      },
      {
        title: 'Fit the rules on one side of a sheet of paper',
        size: 60,
        skills: ['writing', 'game design'],
        held: { by: ['thandi'], since: 39, left: 128 },
      },
      { title: 'Invent three secrets that people of your town would want to keep', first: true, size: 15, skills: ['storytelling'] },
      { title: 'Draw symbols for the four kinds of cards that work without color', size: 60, skills: ['illustration', 'accessibility'] },
      { title: 'Explain a shared key with things that lie on this table', kind: 'learning', size: 30, seats: 3, skills: ['teaching'] },
      { title: 'Play it with people who were not here, and send us what they said', phase: 'after', size: 60, skills: ['teaching'] },
    ],
  },
  {
    repo: 'kitsunenosaraT/Mozilla-Italia-l10n-guide',
    title: 'Mozilla Italia: a guide for first translators',
    brief:
      'A guide to localisation by volunteers in Italy. We want it to carry a newcomer through the first ten translated lines, in any language.',
    track: 'Digital Inclusion',
    by: 'luca',
    tasks: [
      {
        title: 'Translate ten lines by the guide and note where it left you alone',
        first: true,
        size: 30,
        skills: ['translation'],
        held: { by: ['ana-sp', 'luca'], since: 27, left: 148 },
      },
      { title: 'Collect words that should always be translated the same way', size: 60, seats: 3, skills: ['translation'] },
      {
        title: 'Write down how to say "you" to a reader, and why',
        size: 30,
        skills: ['translation', 'writing'],
        outcome: {
          kind: 'done',
          summary: 'The informal form throughout, with three examples and the one exception.',
          credit: ['luca'],
          claimed: 68,
          at: 53,
        },
      },
      { title: 'Turn the longest page into a list of steps', first: true, size: 30, skills: ['writing'] },
      { title: 'Test the guide on a phone and mark what cannot be read', first: true, size: 15, skills: ['testing'] },
      { title: 'Write a thank-you note that says what happens with a first translation', phase: 'after', size: 15, skills: ['writing'] },
    ],
  },
];
