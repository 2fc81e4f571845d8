/** A value of a template. Members that are undefined are left out. */
export type Value =
  | string
  | number
  | boolean
  | undefined
  | readonly Value[]
  | { readonly [member: string]: Value };

/** Resources by their logical ids. */
export type Resources = Readonly<Record<string, Value>>;

/** The value of a parameter, or what a resource is called by others. */
export function ref(name: string): Value {
  return { Ref: name };
}

export function attribute(resource: string, name: string): Value {
  return { 'Fn::GetAtt': [resource, name] };
}

/** A text with `${…}` of parameters, resources and the account in it. Text of a project goes through `plain` first. */
export function text(template: string): Value {
  return { 'Fn::Sub': template };
}

/** A text of a project as a part of `text`. */
export function plain(part: string): string {
  return part.replaceAll(`\${`, `\${!`);
}

/** In policies `*`, `?` and `$` stand for something else: this makes them stand for themselves. */
export function literal(part: string): string {
  return part.replaceAll(/[*?$]/g, mark => `\${${mark}}`);
}

/** Where it lies: `arn('s3', 'music/lake/*')`, with account and region for all services but S3 and IAM. */
export function arn(service: string, place: string): Value {
  const region = service === 's3' || service === 'iam' ? '' : `\${AWS::Region}`;
  const account = service === 's3' ? '' : `\${AWS::AccountId}`;
  return text(`arn:\${AWS::Partition}:${service}:${region}:${account}:${place}`);
}
