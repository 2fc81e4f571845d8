/** A stage of a Dockerfile: its base image, the name that later stages call it by, and what is done in it. */
export interface Stage {
  readonly base: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

export interface Instruction {
  readonly keyword: string;
  readonly text: string;
}

/** Reads the stages of a Dockerfile, as far as instructions on one line go. */
export function readDockerfile(text: string): readonly Stage[] {
  const stages: { base: string; name: string | undefined; instructions: Instruction[] }[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [, keyword = '', rest = ''] = /^([A-Z]+) +(.+)$/.exec(line) ?? [];
    if (keyword === 'FROM') {
      const [base = '', , name] = rest.split(' ');
      stages.push({ base, name, instructions: [] });
    } else {
      stages.at(-1)!.instructions.push({ keyword, text: rest });
    }
  }
  return stages;
}

/** What the last instruction of this keyword says; empty when there is none. */
export function lastOf({ instructions }: Stage, keyword: string): string {
  return instructions.findLast(instruction => instruction.keyword === keyword)?.text ?? '';
}

/** `ENTRYPOINT` and `CMD` together, in the form of a JSON list. */
export function commandOf(stage: Stage, args?: readonly string[]): readonly string[] {
  const list = (keyword: string) => JSON.parse(lastOf(stage, keyword)) as readonly string[];
  return [...list('ENTRYPOINT'), ...(args ?? list('CMD'))];
}
