interface RowTableProps {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly label: string;
}

/** Rows of data as they are. */
export function RowTable({ columns, rows, label }: RowTableProps) {
  return (
    <div class="scroll rows" role="region" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((name, index) => (
              <th key={index} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((value, place) => (
                <td key={place}>{value === null ? <i class="soft">null</i> : cellText(value)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const MOST_CHARACTERS = 200;

function cellText(value: unknown): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
