import { CSV_HEADER, csvLine } from './csv.js';

const row = {
  event_uid: 'a-1', device_uid: 'sensor-1', type: 'door.opened', occurred_at: new Date(0), received_at: new Date(1),
  position: '7', late: false, payload: '{"by": "Ada", "note": "a,b\\nc"}', extensions: null,
}; // prettier-ignore

describe('CSV', () => {
  it('quotes every cell and doubles quotes', () => {
    expect(CSV_HEADER).toBe(
      '"event_uid","device_uid","type","occurred_at","received_at","position","late","payload","extensions"\r\n',
    );
    expect(csvLine(row)).toBe(
      '"a-1","sensor-1","door.opened","1970-01-01T00:00:00.000Z","1970-01-01T00:00:00.001Z","7","false","{""by"": ""Ada"", ""note"": ""a,b\\nc""}",""\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '=HYPERLINK("http://x")'])('makes text of %s', (event_uid) => {
    expect(csvLine({ ...row, event_uid })).toMatch(`"'${event_uid.replaceAll('"', '""')}",`);
  });
});
