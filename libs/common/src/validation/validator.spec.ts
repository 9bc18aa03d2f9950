import { DeviceUid, EventUid } from './fields.js';
import { faultsOf } from './validator.js';

class Sample {
  @EventUid() event_uid: string;
  @DeviceUid() device_uid: string;
}

describe('a fault', () => {
  it('names its field once', () => {
    const details = faultsOf(Sample, { event_uid: '', device_uid: '..' }).map(({ detail }) => detail);
    expect(details).toEqual([
      'event_uid: must be 1 to 128 visible ASCII characters, not ".", ".." or a word of the routes',
      'device_uid: must be 1 to 128 visible ASCII characters, and not "." or ".."',
    ]);
  });
});
