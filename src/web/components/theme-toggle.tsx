import { useState } from 'preact/hooks';

type Theme = 'auto' | 'light' | 'dark';

const next: Readonly<Record<Theme, Theme>> = { auto: 'light', light: 'dark', dark: 'auto' };
const said: Readonly<Record<Theme, string>> = { auto: 'as the system', light: 'light', dark: 'dark' };

function chosen(): Theme {
  const { theme } = document.documentElement.dataset;
  return theme === 'light' || theme === 'dark' ? theme : 'auto';
}

function choose(theme: Theme): void {
  if (theme === 'auto') {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem('theme');
  } else {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem('theme', theme);
  }
}

/** Switches between light, dark and the system's theme. */
export function ThemeToggle() {
  const [theme, setTheme] = useState(chosen);
  const turn = () => {
    choose(next[theme]);
    setTheme(next[theme]);
  };
  return (
    <button
      type="button"
      class="icon-button theme-toggle"
      onClick={turn}
      aria-label={`Theme: ${said[theme]}`}
    >
      <svg viewBox="0 0 20 20" aria-hidden="true">
        {theme === 'auto' && (
          <>
            <circle cx="10" cy="10" r="6.8" />
            <path class="half" d="M10 3.2a6.8 6.8 0 0 1 0 13.6z" />
          </>
        )}
        {theme === 'light' && (
          <>
            <circle cx="10" cy="10" r="3.6" />
            <path d="M10 1.8v2M10 16.2v2M1.8 10h2M16.2 10h2M4.2 4.2l1.4 1.4M14.4 14.4l1.4 1.4M4.2 15.8l1.4-1.4M14.4 5.6l1.4-1.4" />
          </>
        )}
        {theme === 'dark' && <path d="M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7z" />}
      </svg>
    </button>
  );
}
