import { describe, expect, it } from '@jest/globals';
import { searchText } from './search-text.ts';

describe('searchText', () => {
  it('removes case, accents, compatibility forms and superfluous spaces', () => {
    expect(searchText('  Crème\tBrûlée ', 'ＦＵＬＬ', 'ﬁne')).toBe('creme brulee full fine');
  });

  it('leaves normalised text unchanged', () => {
    const once = searchText('Ǻngström İstanbul ẞ');
    expect(searchText(once)).toBe(once);
  });
});
