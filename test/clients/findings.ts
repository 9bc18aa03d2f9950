/** What schemathesis found wrong with an answer. */
export interface Finding {
  readonly operation: string;
  readonly check: string;
  readonly status: number;
  readonly code?: string;
  /** JSON Pointer or query parameter of the first error. */
  readonly at: string;
  readonly detail: string;
  readonly request: string;
}

interface Recorder {
  readonly label: string;
  readonly checks?: Record<string, { name: string; status: string; failure_info?: { failure: object } }[]>;
  readonly interactions: Record<
    string,
    {
      request: { uri: string; body?: Encoded };
      response?: { status_code: number; content?: Encoded };
    }
  >;
}
interface Encoded {
  readonly $base64: string;
}
interface ReportLine {
  readonly ScenarioFinished?: { readonly recorder: Recorder };
  readonly NonFatalError?: { readonly label: string; readonly value: object };
}

const decoded = (value?: Encoded) => Buffer.from(value?.$base64 ?? '', 'base64').toString();

/** Reads the NDJSON report. @returns what failed, and what could not be tried */
export function findingsOf(report: string): { findings: Finding[]; errors: string[]; cases: number } {
  const findings: Finding[] = [];
  const errors: string[] = [];
  let cases = 0;
  for (const line of report.trim().split('\n')) {
    const { ScenarioFinished: scenario, NonFatalError: error } = JSON.parse(line) as ReportLine;
    if (error) errors.push(`${error.label}: ${JSON.stringify(error.value).slice(0, 300)}`);
    const { label, checks = {}, interactions } = scenario?.recorder ?? { label: '', interactions: {} };
    for (const [id, results] of Object.entries(checks)) {
      cases++;
      for (const { name, status } of results)
        if (status === 'failure') findings.push(finding(label, name, interactions[id]!));
    }
  }
  return { findings, errors, cases };
}

function finding(
  operation: string,
  check: string,
  { request, response }: Recorder['interactions'][string],
): Finding {
  const text = decoded(response?.content);
  const problem = text.startsWith('{') ? JSON.parse(text) : {};
  const [first = {}] = problem.errors ?? [];
  return {
    operation,
    check,
    status: response?.status_code ?? 0,
    code: problem.code ?? problem.error,
    at: first.parameter ?? first.pointer ?? '',
    detail: first.detail ?? problem.detail ?? problem.error_description ?? text.slice(0, 200),
    request: `${request.uri} ${decoded(request.body).slice(0, 300)}`,
  };
}
