import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { rolldown } from 'rolldown';
import { parse } from 'yaml';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, '.github/workflows');
const files = fs.readdirSync(folder).sort();

interface Step {
  uses?: string;
  with?: Record<string, unknown>;
  run?: string;
}

interface Job {
  'runs-on': string;
  'timeout-minutes'?: number;
  permissions?: object;
  steps: Step[];
  strategy?: { matrix: { include: { name: string; command: string }[] } };
}

interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  concurrency?: object;
  jobs: Record<string, Job>;
}

interface Field {
  type: string;
  id?: string;
  attributes: { label?: string; value?: string; options?: unknown[] };
}

const read = (file: string): string => fs.readFileSync(path.join(root, file), 'utf8');
const workflow = (file: string): Workflow => parse(read(`.github/workflows/${file}`));
const jobsOf = (file: string): Job[] => Object.values(workflow(file).jobs);
const scripts = Object.keys(
  (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts,
);

/** GitHub's own parser of workflows. */
let gitHub: typeof import('@actions/workflow-parser');
const bundled = fs.mkdtempSync(path.join(os.tmpdir(), 'ates-workflow-parser-'));

beforeAll(async () => {
  // Bundled, because it imports JSON without the attribute that Node asks for.
  const bundle = await rolldown({ input: '@actions/workflow-parser', cwd: root, platform: 'node' });
  await bundle.write({ file: path.join(bundled, 'parser.mjs') });
  gitHub = await import(path.join(bundled, 'parser.mjs'));
});

afterAll(() => {
  fs.rmSync(bundled, { recursive: true });
});

/** What is wrong in a workflow. */
async function faultsOf(name: string, content: string): Promise<string[]> {
  const { context, value } = gitHub.parseWorkflow({ name, content }, new gitHub.NoOperationTraceWriter());
  if (value) {
    await gitHub.convertWorkflowTemplate(context, value, undefined, {});
  }
  return context.errors.getErrors().map((error) => error.message);
}

describe('The workflows', () => {
  it.each(files)('%s is a workflow that GitHub understands', async (file) => {
    expect(await faultsOf(file, read(`.github/workflows/${file}`))).toEqual([]);
  });

  it('are read by a parser that finds wrong keys, values and expressions', async () => {
    const wrong = read('.github/workflows/ci.yml')
      .replace('timeout-minutes: 180', 'timeout-minute: 180')
      .replace('contents: read', 'contents: reed')
      .replace('github.ref', 'gitub.ref');
    expect(await faultsOf('ci.yml', wrong)).toEqual([
      expect.stringContaining("Unexpected value 'reed'"),
      expect.stringContaining("Unrecognized named-value: 'gitub'"),
      expect.stringContaining("Unexpected value 'timeout-minute'"),
    ]);
  });

  it.each(files)('%s may only read the repository, and keeps no token for its steps', (file) => {
    expect(workflow(file).permissions).toEqual({ contents: 'read' });
    const checkouts = jobsOf(file)
      .flatMap(({ steps }) => steps)
      .filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(jobsOf(file).filter(({ permissions }) => permissions !== undefined)).toEqual([]);
    expect(checkouts.length).toBeGreaterThan(0);
    expect(checkouts.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([]);
    expect(Object.keys(workflow(file).on)).not.toContain('pull_request_target');
  });

  it.each(files)('%s names actions by their commit and version, and a version of the runner', (file) => {
    const uses = read(`.github/workflows/${file}`)
      .split('\n')
      .filter((line) => line.includes('uses:'));
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((line) => !/@[\da-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
    expect(jobsOf(file).filter((job) => !/-\d/.test(job['runs-on']))).toEqual([]);
  });

  it.each(files)('%s ends jobs that hang, and runs that were replaced', (file) => {
    expect(jobsOf(file).filter((job) => !((job['timeout-minutes'] ?? 360) < 360))).toEqual([]);
    expect(workflow(file).concurrency).toBeDefined();
  });

  it('run the script of every other machine for each change', () => {
    expect(Object.keys(workflow('ci.yml').on)).toEqual(['push', 'pull_request', 'workflow_dispatch']);
    const commands = jobsOf('ci.yml').flatMap(({ steps }) => steps.map(({ run = '' }) => run));
    expect(commands).toContain('bash .ci/run 2>&1 | tee ci.log');
  });

  it('run every campaign of package.json weekly and on demand', () => {
    expect(Object.keys(workflow('thorough.yml').on)).toEqual(['schedule', 'workflow_dispatch']);
    const commands = jobsOf('thorough.yml').flatMap(
      ({ strategy }) => strategy?.matrix.include.map(({ command }) => command) ?? [],
    );
    const run = commands.map((command) => /^npm run (\S+)/.exec(command)?.[1] ?? command);
    // Lanes that .ci/run plays, and the thorough ones.
    const guarding = ['test:unit', 'test:service', 'test:system', 'test:ui'];
    expect([...new Set(run)].sort()).toEqual(
      scripts.filter((script) => script.startsWith('test:') && !guarding.includes(script)).sort(),
    );
  });
});

describe('The issue forms', () => {
  const forms = ['bug.yml', 'feature.yml'];
  const fieldsOf = (form: string): Field[] => parse(read(`.github/ISSUE_TEMPLATE/${form}`)).body;

  it.each(forms)('%s has fields that GitHub shows, each with a label and an id of its own', (form) => {
    const { name, description } = parse(read(`.github/ISSUE_TEMPLATE/${form}`));
    expect([name, description]).toEqual([expect.any(String), expect.any(String)]);
    const questions = fieldsOf(form).filter(({ type }) => type !== 'markdown');
    for (const { type, id, attributes } of questions) {
      expect(['textarea', 'input', 'dropdown', 'checkboxes']).toContain(type);
      expect(id).toMatch(/^[a-z]+$/);
      expect(attributes.label).toBeTruthy();
      expect(Array.isArray(attributes.options)).toBe(['dropdown', 'checkboxes'].includes(type));
    }
    expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length);
  });

  it('send vulnerabilities to the private reports, and leave no way around the forms', () => {
    const notes = fieldsOf('bug.yml').filter(({ type }) => type === 'markdown');
    expect(notes.map(({ attributes }) => attributes.value).join('\n')).toContain('(../security/policy)');
    expect(read('SECURITY.md')).toContain('(../../security/advisories/new)');
    expect(parse(read('.github/ISSUE_TEMPLATE/config.yml'))).toEqual({ blank_issues_enabled: false });
  });
});
