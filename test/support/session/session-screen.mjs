/** Sizes of the drawing: characters, and SVG user units. */
const [COLUMNS, ROWS, WIDTH, HEIGHT, MARGIN, TITLE] = [100, 21, 8.4, 19, 16, 34];

/** Longest pause that is shown in full, because programs start at the machine's speed. Seconds. */
const IDLE = 1;

/** What is highlighted; the first match counts. */
const COLOURS = [
  ['dim', /^\$ #.*|^#.*| {3}# .*/],
  ['prompt', /^\$ /],
  ['good', /"created"(?=[,}:])|[\d,]+ created\b|█+/],
  ['calm', /"duplicate"/],
  ['bad', /"event_conflict"|"unknown_device"(?=[,}:])/],
  ['strong', /[\d.]+\/s (?:offered|stored)|LATENCY.*/],
];
const STYLE = `text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#c9d1d9;white-space:pre}
.dim{fill:#8b949e}.prompt{fill:#7ee787;font-weight:bold}.good{fill:#7ee787}.calm{fill:#79c0ff}.bad{fill:#ff7b72}.strong{fill:#fff;font-weight:bold}
@media(prefers-reduced-motion:reduce){text{animation:none!important}}`;

/**
 * A terminal that records when each row changed. It supports what our commands print: newlines, and a line that is
 * redrawn.
 */
export class Screen {
  constructor(mask) {
    this.mask = mask;
    this.seconds = 0;
    this.touched = performance.now();
    this.spoken = [];
    this.rows = [];
    this.longest = 0;
    this.lines = [''];
  }

  /** The recording's clock: time passes as it did, except for pauses. @param most longest pause, seconds */
  pass(most = IDLE) {
    const now = performance.now();
    this.seconds += Math.min(most, (now - this.touched) / 1000);
    this.touched = now;
  }

  /** Starts a scene; the previous one stays for its original time. */
  clear() {
    this.pass(Infinity);
    this.lines = [''];
    this.show();
  }

  write(chunk) {
    this.pass();
    const text = String(chunk).replaceAll('\r\n', '\n').replaceAll('\r\x1b[2K', '\r');
    for (const part of text.split(/([\n\r])/)) {
      if (part === '\n') this.lines.push('');
      else if (part === '\r') this.lines[this.lines.length - 1] = '';
      else this.lines[this.lines.length - 1] += part;
    }
    this.show();
  }

  /** Records which rows have changed. */
  show() {
    const rows = this.lines.flatMap(
      (line) => this.mask(line).match(new RegExp(`.{1,${COLUMNS}}`, 'gu')) ?? [''],
    );
    this.longest = Math.max(this.longest, rows.length);
    const now = this.seconds;
    for (let row = 0; row < Math.max(rows.length, this.rows.length); row++) {
      const before = this.rows[row];
      if (before?.text === rows[row]) continue;
      if (before?.text && now > before.from) this.spoken.push({ ...before, row, to: now });
      this.rows[row] = { text: rows[row] ?? '', from: now };
    }
    this.rows.length = rows.length;
  }

  /**
   * The recording as an SVG that plays by itself in a loop; with reduced motion it shows the last state.
   * @throws Error if a scene did not fit
   */
  svg() {
    this.pass(Infinity);
    if (this.longest > ROWS + 1) throw new Error(`a scene is ${this.longest} rows long, the screen ${ROWS}`);
    const end = this.seconds;
    const last = this.rows.flatMap((each, row) => (each.text ? [{ ...each, row, to: end }] : []));
    const share = (seconds) => `${((seconds / end) * 100).toFixed(2)}%`;
    const moves = new Map();
    const texts = [...this.spoken, ...last].map(({ text, row, from, to }) => {
      const move = `0%{opacity:0}${share(from)}{opacity:1}${to < end ? `${share(to)}{opacity:0}` : ''}`;
      if (!moves.has(move)) moves.set(move, `m${moves.size}`);
      const length = ([...text].length * WIDTH).toFixed(1);
      const y = TITLE + MARGIN + row * HEIGHT;
      return `<text class="${moves.get(move)}" x="${MARGIN}" y="${y}" textLength="${length}" opacity="${to < end ? 0 : 1}">${coloured(text)}</text>`;
    });
    const frames = [...moves].map(([move, name]) => `@keyframes ${name}{${move}}.${name}{animation:${name} ${end.toFixed(1)}s step-end infinite}`); // prettier-ignore
    const [width, height] = [COLUMNS * WIDTH + 2 * MARGIN, TITLE + ROWS * HEIGHT + MARGIN];
    const buttons = ['#ff5f56', '#ffbd2e', '#27c93f'].map((fill, i) => `<circle cx="${MARGIN + 6 + i * 20}" cy="17" r="6" fill="${fill}"/>`); // prettier-ignore
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img"><title>A session with Tributary</title>
<style>${STYLE}
${frames.join('\n')}</style>
<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>${buttons.join('')}
${texts.join('\n')}
</svg>
`;
  }
}

const escaped = (text) =>
  text.replace(/[&<>]/g, (each) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[each]);

/** The row with highlighted parts. */
function coloured(text) {
  const found = COLOURS.map(([name, pattern]) => [name, pattern.exec(text)]).find(([, match]) => match);
  if (!found) return escaped(text);
  const [name, { 0: match, index }] = found;
  const rest = text.slice(index + match.length);
  return `${escaped(text.slice(0, index))}<tspan class="${name}">${escaped(match)}</tspan>${rest && coloured(` ${rest}`).replace(' ', '')}`;
}
