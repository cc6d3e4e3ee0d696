import { setPageTitle, setTitleCount } from './page-title.js';

describe('The title of the browser tab', () => {
  beforeEach(() => vi.stubGlobal('document', { title: '' }));

  afterEach(() => vi.unstubAllGlobals());

  it('has the count in front of every page until there is nothing to count', () => {
    setPageTitle('Tasks · aTES');
    setTitleCount('3');
    expect(document.title).toBe('(3) Tasks · aTES');
    setPageTitle('My money · aTES');
    expect(document.title).toBe('(3) My money · aTES');
    setTitleCount('');
    expect(document.title).toBe('My money · aTES');
  });
});
