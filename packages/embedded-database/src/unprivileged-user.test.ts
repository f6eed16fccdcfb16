import { describe, expect, it } from '@jest/globals';
import { parsePasswordFile } from './unprivileged-user.ts';

describe('parsePasswordFile', () => {
  it('answers the first wanted user that exists', () => {
    const file =
      'root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1::/:/usr/sbin/nologin\nnobody:x:65534:65533::/:/usr/sbin/nologin\n';
    expect(parsePasswordFile(file, ['nobody', 'daemon'])).toEqual({ uid: 65534, gid: 65533 });
    expect(parsePasswordFile(file, ['absent', 'daemon'])).toEqual({ uid: 1, gid: 1 });
  });

  it('answers unsigned ids where the file writes negative numbers', () => {
    expect(parsePasswordFile('nobody:*:-2:-2:x:/var/empty:/usr/bin/false', ['nobody'])).toEqual({
      uid: 4294967294,
      gid: 4294967294,
    });
  });

  it('never answers root under another name', () => {
    expect(parsePasswordFile('nobody:x:0:0::/:/bin/sh', ['nobody'])).toBeUndefined();
  });
});
