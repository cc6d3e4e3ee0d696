import { createTheme, type MantineColorsTuple } from '@mantine/core';

// From the sixth shade on, dark enough for WCAG AA contrast both under white text and as text on white.
const teal: MantineColorsTuple = [
  '#e3fafc',
  '#c5f6fa',
  '#99e9f2',
  '#66d9e8',
  '#3bc9db',
  '#22b8cf',
  '#0c7f92',
  '#0b7285',
  '#095c6b',
  '#074551',
];

/** The product's theme; Auth's pages use the same colours. */
export const theme = createTheme({
  colors: { teal },
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 7 },
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  cursorType: 'pointer',
  respectReducedMotion: true,
  autoContrast: true,
  components: {
    // The library's <header> would be a second banner of the page.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    DrawerHeader: { defaultProps: { role: 'presentation' } },
    // In the landmark of its button, and with items alone: a menu may have no other focusable child.
    Menu: { defaultProps: { withinPortal: false, withInitialFocusPlaceholder: false } },
  },
});
