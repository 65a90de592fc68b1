import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { createStatements, judgeSchema, type SchemaObject, schemaVersion } from './schema.ts';

function objectsAfter(...statements: string[]): SchemaObject[] {
  const db = new DatabaseSync(':memory:');
  for (const statement of [...createStatements, ...statements]) db.exec(statement);
  return db.prepare('SELECT name, sql FROM sqlite_schema').all() as unknown as SchemaObject[];
}

describe('the judgement of a file’s schema', () => {
  it('finds nothing to mend in a new file', () => {
    expect(judgeSchema(schemaVersion, objectsAfter())).toEqual({ ok: true, repairs: [] });
  });

  it('makes again what was dropped, and replaces what was put in its place', () => {
    const neutered = "CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT 'fine'; END";
    const objects = objectsAfter('DROP INDEX journal_kind', 'DROP TRIGGER journal_no_delete', neutered);
    expect(judgeSchema(schemaVersion, objects)).toEqual({
      ok: true,
      repairs: [
        expect.stringContaining('CREATE INDEX journal_kind'),
        'DROP TRIGGER journal_no_delete',
        expect.stringContaining('RAISE(ABORT'),
      ],
    });
  });

  it.each([
    ['a missing table', 'DROP TABLE head', 'table head'],
    ['a table with another column', 'ALTER TABLE journal ADD COLUMN note TEXT', 'table journal'],
  ])('refuses %s', (_, statement, why) => {
    const verdict = judgeSchema(schemaVersion, objectsAfter(statement));
    expect(verdict).toEqual({ ok: false, why: expect.stringContaining(why) });
  });

  it('refuses a newer version, saying which', () => {
    const verdict = judgeSchema(schemaVersion + 1, objectsAfter());
    expect(verdict).toEqual({ ok: false, why: expect.stringContaining(`schema ${schemaVersion + 1}`) });
  });
});
