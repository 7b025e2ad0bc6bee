/** A record as it leaves: API names, wire values (datetimes as ISO text, decimals as text). */
export type Row = Record<string, unknown>;
