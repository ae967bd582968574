// Which theme the screens wear: what the person chose on this device, else what the system asks for. Light and dark follow
// the system in tokens.css by themselves; only more contrast needs telling here. The colors are tokens.css's.

export const THEMES = ['system', 'light', 'dark', 'contrast'] as const;
export type Theme = (typeof THEMES)[number];

const CHOSEN = 'hackfest:theme';
const MORE_CONTRAST = '(prefers-contrast: more)';

const isTheme = (name: string | null): name is Theme => THEMES.includes(name as Theme);

/** What is worn when somebody chose this and the system does or does not ask for more contrast; '' leaves it to the system. */
export function wornTheme(chosen: Theme, moreContrast: boolean): Exclude<Theme, 'system'> | '' {
  if (chosen !== 'system') return chosen;
  return moreContrast ? 'contrast' : '';
}

// A browser that keeps nothing still wears what is chosen, as long as the page lasts.
let choice: Theme | undefined;

export function chosenTheme(): Theme {
  choice ??= kept();
  return choice;
}

function kept(): Theme {
  try {
    const name = localStorage.getItem(CHOSEN);
    return isTheme(name) ? name : 'system';
  } catch {
    return 'system';
  }
}

/** Wears a theme at once and remembers it on this device. */
export function chooseTheme(theme: Theme): void {
  choice = theme;
  wear();
  try {
    localStorage.setItem(CHOSEN, theme);
  } catch {
    // Then it holds for this page only, and there is nothing the person could do about it.
  }
}

function wear(): void {
  const worn = wornTheme(chosenTheme(), matchMedia(MORE_CONTRAST).matches);
  if (worn === '') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = worn;
}

/** Dresses the page, and follows the system from then on. */
export function startTheme(): void {
  wear();
  matchMedia(MORE_CONTRAST).addEventListener('change', wear);
}
