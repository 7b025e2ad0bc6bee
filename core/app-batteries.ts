import type { Plugin } from './plugin/plugin.ts';

/**
 * The plugins that are there unless a config says otherwise. They are the package's own export, loaded as anybody's would be: core knows
 * that some come along, never which.
 */
export async function loadBatteries(): Promise<readonly Plugin[]> {
  const { batteries } = await import('plinth/batteries');
  return batteries;
}
