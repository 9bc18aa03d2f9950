import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';

/** The document's table of fields: a row for each, which may name several. */
const documented = (): Set<string> => {
  const [, section] = /## Logs\n([\s\S]*?)\n## /.exec(readFileSync('docs/operations.md', 'utf8'))!;
  const cells = [...section.matchAll(/^\| (.+?) \|/gm)].map(([, cell]) => cell);
  return new Set(cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name)));
};

/** Names of the fields that the file's calls of a logger give, as far as they are written out. */
function fieldsOf(file: string): string[] {
  const fields: string[] = [];
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    const isLog = ts.isCallExpression(node) && /\blogger\s*(\.\w+|\[.*\])$/.test(node.expression.getText());
    const isOutage = ts.isNewExpression(node) && node.expression.getText() === 'Outage';
    if (isLog || isOutage)
      for (const argument of node.arguments ?? [])
        if (ts.isObjectLiteralExpression(argument))
          for (const { name } of argument.properties) if (name) fields.push(name.getText());
    ts.forEachChild(node, visit);
  };
  visit(source);
  return fields;
}

describe('the log', () => {
  const files = ['apps', 'libs'].flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('spec.ts'))
      .map((name) => `${room}/${name}`),
  );

  it('has only fields that docs/operations.md explains', () => {
    const names = documented();
    const used = files.flatMap((file) => fieldsOf(file).map((name) => `${file}: ${name}`));
    expect(used.length).toBeGreaterThan(40);
    expect(used.filter((each) => !names.has(each.split(': ')[1]))).toEqual([]);
  });
});
