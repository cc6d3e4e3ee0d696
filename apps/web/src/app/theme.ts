import { createTheme, type MantineColorsTuple } from '@mantine/core';

// Dark enough for white on it, and for it on white, to be read by everybody (WCAG AA) from the sixth shade on.
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

/** The look of the product; Auth's pages have the same colours. */
export const theme = createTheme({
  colors: { teal },
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 7 },
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  cursorType: 'pointer',
  respectReducedMotion: true,
  autoContrast: true,
});
