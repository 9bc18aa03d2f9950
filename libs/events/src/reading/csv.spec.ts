import { CSV_HEADER, csvLine } from './csv.js';

const row = {
  event_uid: 'a-1', device_uid: 'sensor-1', type: 'door.opened', occurred_at: new Date(0), received_at: new Date(1),
  position: '7', late: false, payload: '{"by": "Ada", "note": "a,b\\nc"}', extensions: null, source: null,
}; // prettier-ignore

describe('CSV', () => {
  it('quotes every cell and doubles quotes', () => {
    expect(CSV_HEADER).toBe(
      '"event_uid","device_uid","type","occurred_at","received_at","position","late","payload","extensions","source"\r\n',
    );
    expect(csvLine(row)).toBe(
      '"a-1","sensor-1","door.opened","1970-01-01T00:00:00.000Z","1970-01-01T00:00:00.001Z","7","false","{""by"": ""Ada"", ""note"": ""a,b\\nc""}","",""\r\n',
    );
  });

  const SIGNS = [...'=+-@＝＋－＠﹦﹢﹣﹫'];
  const BEFORE = ['', ' ', '\u00a0', '\u3000', '\ufeff', '\u200b', '"', "'", ' " ', '\ufeff"'];

  it.each(SIGNS.flatMap((sign) => BEFORE.map((before) => `${before}${sign}HYPERLINK("http://x")`)))(
    'makes text of %j',
    (event_uid) => {
      expect(csvLine({ ...row, event_uid })).toMatch(`"'${event_uid.replaceAll('"', '""')}",`);
    },
  );

  it.each(['\tx', '\rx', '\nx', '\t=1', '\r\n=1'])('makes text of %j', (event_uid) => {
    expect(csvLine({ ...row, event_uid })).toMatch(`"'${event_uid}",`);
  });

  it.each(['a=1', 'x-1', 'a@b', '1+1', '{"a": -1}', ' a'])('leaves %j', (event_uid) => {
    expect(csvLine({ ...row, event_uid })).toMatch(`"${event_uid.replaceAll('"', '""')}",`);
  });
});
