import { signal } from '@preact/signals';

type Theme = 'auto' | 'light' | 'dark';

const themes: readonly Theme[] = ['auto', 'light', 'dark'];
const KEY = 'sparkify-theme';

const theme = signal<Theme>(stored());

/** Shows the page in the colors that were chosen last; `auto` follows the system. */
export function applyTheme(): void {
  document.documentElement.dataset.theme = theme.value;
}

export function ThemeButton() {
  const next = themes[(themes.indexOf(theme.value) + 1) % themes.length]!;
  const change = () => {
    theme.value = next;
    applyTheme();
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // A browser that keeps nothing forgets the choice.
    }
  };
  return (
    <button type="button" class="quiet" onClick={change} title={`Change to ${next}`}>
      {{ auto: '◐', light: '☀', dark: '☾' }[theme.value]} <span>{`Colors: ${theme.value}`}</span>
    </button>
  );
}

function stored(): Theme {
  try {
    return themes.find(each => each === localStorage.getItem(KEY)) ?? 'auto';
  } catch {
    return 'auto';
  }
}
