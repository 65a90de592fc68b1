// What the suites of `npm test` say of themselves: each reader gives counts, the names of the failed tests with the beginning of
// what they said, and the names of those that passed only at their second attempt.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from './toolchain.mjs';

/** As much of a failure as tells what it is; the whole is further up in the output. */
const messageLines = 12;
/** Of a suite that ends badly and names no test. */
const lastLines = 40;

export const ofExitStatus = ({ status }) => (status === 0 ? counted(1, 0, 0) : counted(0, 1, 0));

/** The last line of the form `N passed, N failed, N skipped`; the third may be absent. */
export function ofCountsLine({ stdout }) {
  const found = [...(stdout ?? '').matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1);
  return found ? counted(Number(found[1]), Number(found[2]), Number(found[3] ?? 0)) : counted(0, 1, 0);
}

export function ofVitest(file) {
  const report = readJson(file);
  if (!report) return counted(0, 1, 0);
  const tests = report.testResults.flatMap(({ name, message, assertionResults }) => [
    // A file that did not even load has no test to blame.
    ...(message ? [{ name: relative(root, name), status: 'failed', messages: [message] }] : []),
    ...assertionResults.map(({ fullName, status, failureMessages }) => ({
      name: `${relative(root, name)}: ${fullName}`,
      status,
      messages: failureMessages,
    })),
  ]);
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = report;
  return {
    ...counted(numPassedTests, numFailedTests, numPendingTests + numTodoTests),
    failures: tests.filter(({ status }) => status === 'failed').map(told),
    secondAttempts: tests.filter(({ status, messages }) => status === 'passed' && messages.length > 0).map(told),
  };
}

export function ofPlaywright(file) {
  const report = readJson(file);
  if (!report) return counted(0, 1, 0);
  const { expected, flaky, unexpected, skipped } = report.stats;
  const tests = specsOf(report).flatMap((spec) =>
    spec.tests.map(({ status, results }) => ({
      name: `${spec.file}: ${spec.title}`,
      status,
      messages: results.flatMap(({ errors }) => errors.map(({ message }) => message ?? '')),
    })),
  );
  return {
    ...counted(expected + flaky, unexpected, skipped),
    failures: tests.filter(({ status }) => status === 'unexpected').map(told),
    secondAttempts: tests.filter(({ status }) => status === 'flaky').map(told),
  };
}

/** The end of what a suite printed, for one that failed without naming a test. */
export function endOf({ stdout, stderr }) {
  return stripVTControlCharacters(`${stdout ?? ''}${stderr ?? ''}`)
    .trimEnd()
    .split('\n')
    .slice(-lastLines)
    .join('\n');
}

function counted(passed, failed, skipped) {
  return { passed, failed, skipped, failures: [], secondAttempts: [] };
}

function told({ name, messages }) {
  const beginning = stripVTControlCharacters(messages[0] ?? '')
    .split('\n')
    .slice(0, messageLines);
  return [name, ...beginning.map((line) => `    ${line}`)].join('\n');
}

function specsOf({ specs = [], suites = [] }) {
  return [...specs, ...suites.flatMap(specsOf)];
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}
