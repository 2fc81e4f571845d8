import type * as z from 'zod';
import { explainIssues } from '../config/explain-issues.ts';
import type { JsonValue } from '../config/json-value.ts';
import { safeParse } from '../config/safe-parse.ts';
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import { dbtKeyHints } from './property-schema.ts';
import { type DescriptionContext, type Docs, renderDescription } from './render-description.ts';
import { soundPart } from './sound-part.ts';
import type { YamlFile, YamlPath } from './yaml-file.ts';

/** Reads one properties file and collects what is wrong with it. */
export class PropertyReader {
  readonly file: YamlFile;
  readonly #diagnostics: Diagnostic[] = [];
  /** Paths of the entries that something was left out of. */
  readonly #partial = new Set<string>();
  readonly #docs: Docs;
  readonly #project: string;

  constructor(file: YamlFile, { docs, project }: Pick<DescriptionContext, 'docs' | 'project'>) {
    this.file = file;
    this.#docs = docs;
    this.#project = project;
    this.#diagnostics.push(...file.diagnostics);
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.#diagnostics;
  }

  /** The value, typed. What is wrong in it is reported and left out; undefined when nothing usable remains. */
  validate<T>(schema: z.ZodType<T>, path: YamlPath, value: JsonValue): T | undefined {
    const parsed = safeParse(schema, value);
    if (parsed.success) return parsed.data;
    for (const issue of explainIssues(parsed.error.issues, schema, value, dbtKeyHints)) {
      const place = [...path, ...issue.path];
      const at = issue.unknownKey ? this.file.positionOfKey(place) : this.file.positionOf(place);
      this.report('bad-property', issue.message, at, issue.hint);
    }
    this.#partial.add(path.join());
    return soundPart(schema, value);
  }

  /** Whether nothing was left out of the entry at `path`: of another one, what is missing is no news. */
  isWhole(path: YamlPath): boolean {
    return !this.#partial.has(path.join());
  }

  /** The description of what stands at `path`, with docs blocks in place. */
  description(path: YamlPath, text: string | null | undefined): string {
    if (!/\{[{%#]/.test(text ?? '')) return text ?? '';
    const at = this.file.positionOf([...path, 'description']);
    return renderDescription(text!, {
      docs: this.#docs,
      project: this.#project,
      report: (code, message, written, hint) => this.report(code, message, this.file.find(written, at), hint),
    });
  }

  /** Reports what stands at `path`, and returns undefined. */
  refuse(path: YamlPath, message: string, hint?: string): undefined {
    this.report('bad-property', message, this.file.positionOf(path), hint);
  }

  report(code: DiagnosticCode, message: string, at: SourcePosition, hint?: string): void {
    this.#diagnostics.push(errorDiagnostic(code, message, hint === undefined ? { at } : { at, hint }));
  }
}
