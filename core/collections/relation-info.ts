import type { OnDelete, RelationInfo } from './collection.ts';
import type { ProblemList } from './config-problem.ts';
import { describeValue } from './describe-value.ts';
import type { FieldSource, Targets } from './field-source.ts';
import { nameHint } from './nearest-name.ts';
import { flagOption } from './option-values.ts';
import { snakeCase } from './snake-case.ts';

type Target = NonNullable<ReturnType<Targets['get']>>;

/** Resolves where a relation or a reverse leads; undefined, and a problem, where it leads nowhere. */
export function relationInfo(source: FieldSource, problems: ProblemList): RelationInfo | undefined {
  const { declared, path, all } = source;
  const target = all.get(declared.to ?? '');
  if (!target) {
    const hint = declared.to === undefined ? undefined : nameHint(declared.to, all.keys());
    problems.add(path, `leads to a collection that does not exist (${describeValue(declared.to)})`, hint);
    return undefined;
  }
  return declared.kind === 'reverse' ? reverseInfo(source, target, problems) : forwardInfo(source, target);
}

function forwardInfo({ name, declared, collection }: FieldSource, target: Target): RelationInfo {
  const { options } = declared;
  const many = flagOption(options, 'many');
  const usual = many ? 'unlink' : flagOption(options, 'required') ? 'restrict' : 'setNull';
  const onDelete = (options.onDelete ?? usual) as OnDelete;
  return { collection: target.name, many, onDelete, ...(many && collection && { table: `${collection.table}_${snakeCase(name)}` }) };
}

function reverseInfo({ declared, path, collection }: FieldSource, target: Target, problems: ProblemList): RelationInfo | undefined {
  if (!collection) {
    problems.add(path, 'cannot be a reverse: it holds no value');
    return undefined;
  }
  const by = declared.by === undefined ? undefined : target.fields.get(declared.by);
  const said = `"${target.name}.${declared.by}"`;
  if (declared.by === undefined || !by) {
    const relations = [...target.fields]
      .filter(([, field]) => field.kind === 'relation' && field.to === collection.name)
      .map(([name]) => name);
    problems.add(path, `turns round a field that does not exist (${said})`, nameHint(declared.by ?? '', relations));
    return undefined;
  }
  if (by.kind !== 'relation') problems.add(path, `turns round ${said}, which is no relation`);
  else if (by.to !== collection.name)
    problems.add(path, `turns round ${said}, which leads to ${describeValue(by.to)} and not to "${collection.name}"`);
  // A reverse holds nothing, so nothing of it is touched when a record goes.
  else return { collection: target.name, many: true, onDelete: 'unlink', by: declared.by };
  return undefined;
}
