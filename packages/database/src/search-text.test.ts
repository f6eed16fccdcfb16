import { describe, expect, it } from '@jest/globals';
import { searchText } from './search-text.ts';

describe('search text', () => {
  it('has no case, accents, compatibility forms or superfluous spaces', () => {
    expect(searchText('  Crème\tBrûlée ', 'ＦＵＬＬ', 'ﬁne')).toBe('creme brulee full fine');
  });

  it('is the same when it is made again', () => {
    const once = searchText('Ǻngström İstanbul ẞ');
    expect(searchText(once)).toBe(once);
  });
});
