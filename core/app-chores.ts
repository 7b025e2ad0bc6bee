import { trimChanges } from './changes/trim-changes.ts';
import type { Settings } from './config/settings.ts';
import type { Chore } from './housekeeping.ts';
import type { Logger } from './plugin/plugin.ts';
import type { Engine } from './records/engine.ts';
import { purgeTrash } from './records/purge-trash.ts';

/** The regular work of every app. */
export function appChores({ engine, settings, log }: { engine: Engine; settings: Settings; log: Logger }): readonly Chore[] {
  const late = (details: object) =>
    log.warn(details, 'a reader of the change log is far behind; nothing that it has not read is taken away');
  return [
    { name: 'trim the change log', run: () => trimChanges({ ...engine, log: engine.changes, retention: settings.changes, late }) },
    { name: 'purge the trash', run: () => purgeTrash(engine) },
  ];
}
