let title = '';
let count = '';

const show = (): void => {
  document.title = count === '' ? title : `(${count}) ${title}`;
};

/** Sets the browser tab's title; the count stays in front of it. */
export function setPageTitle(text: string): void {
  title = text;
  show();
}

/** Puts a count in front of the browser tab's title: `(3) Tasks · aTES`. An empty text removes it. */
export function setTitleCount(text: string): void {
  count = text;
  show();
}
