import { Matches } from 'class-validator';
import { DeviceUid, EventUid, VisibleText } from './fields.js';
import { faultsOf } from './validator.js';

class Sample {
  @EventUid() event_uid: string;
  @DeviceUid() device_uid: string;
}

class Lists {
  @VisibleText('a.b', { each: true }) type: string[];
  @Matches(/^[a-c]+$/) letters: string;
}

describe('a fault', () => {
  it('names its field once', () => {
    const details = faultsOf(Sample, { event_uid: '', device_uid: '..' }).map(({ detail }) => detail);
    expect(details).toEqual([
      'event_uid: must be 1 to 128 visible ASCII characters, not ".", ".." or a word of the routes',
      'device_uid: must be 1 to 128 visible ASCII characters, and not "." or ".."',
    ]);
  });

  it('tells of a pattern in words, of a field and of what is in a list', () => {
    const details = faultsOf(Lists, { type: ['a', 'b c'], letters: 'x' }).map(({ detail }) => detail);
    expect(details).toEqual([
      'type/1: must be 1 to 128 visible characters',
      'letters: has characters, or a form, that are not allowed',
    ]);
  });
});
