import { useEffect, useState } from 'preact/hooks';
import type { CodeEntry } from '../../../src/artifacts/page/code-document.ts';
import { loadDocument } from '../data/documents.ts';
import { Code } from '../parts/code.tsx';
import type { PageNode } from '../project/project.ts';

type Form = 'source' | 'duckdb' | 'spark';

const titles: Readonly<Record<Form, string>> = { source: 'Source', duckdb: 'DuckDB', spark: 'Spark' };

/** What a model says, and what that is to DuckDB and to Spark. */
export function CodeView({ node }: { readonly node: PageNode }) {
  const [form, choose] = useState<Form>('source');
  const [code, setCode] = useState<CodeEntry | 'missing' | undefined>();
  useEffect(() => {
    let isOf = true;
    loadDocument('code').then(
      all => isOf && setCode(all[node.id] ?? 'missing'),
      () => isOf && setCode('missing'),
    );
    return () => {
      isOf = false;
    };
  }, [node.id]);
  return (
    <>
      <div class="choices" role="group" aria-label="Form">
        {(Object.keys(titles) as Form[]).map(each => (
          <button key={each} type="button" aria-pressed={each === form} onClick={() => choose(each)}>
            {titles[each]}
          </button>
        ))}
      </div>
      <CodeForm node={node} form={form} code={code} />
    </>
  );
}

interface CodeFormProps {
  readonly node: PageNode;
  readonly form: Form;
  readonly code: CodeEntry | 'missing' | undefined;
}

function CodeForm({ node, form, code }: CodeFormProps) {
  const { original_file_path: file, raw_code: raw = '' } = node.entry;
  if (form === 'source')
    return (
      <Code
        text={raw}
        language={file.endsWith('.ts') ? 'typescript' : 'sql'}
        label={`Source of ${node.label}`}
      />
    );
  if (code === undefined) return <p class="soft">Loading…</p>;
  if (code === 'missing') return <p class="empty">The SQL did not come with this page.</p>;
  const text = form === 'duckdb' ? code.compiled : code.spark;
  if (text !== null)
    return <Code text={text} language="sql" label={`${titles[form]} SQL of ${node.label}`} />;
  if (code.spark_problem === null) {
    return (
      <p class="empty">
        Of more than 200 models Spark SQL is written only where the rule <code>not-portable</code> is on.
      </p>
    );
  }
  return <p class="empty">No form is known in Spark SQL that gives the same rows: {code.spark_problem}</p>;
}
