import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** A film as the data set writes it. */
interface SourceFilm {
  readonly Title: string | number | null;
  readonly 'US Gross': number | null;
  readonly 'Worldwide Gross': number | null;
  readonly 'US DVD Sales': number | null;
  readonly 'Production Budget': number | null;
  readonly 'Release Date': string;
  readonly 'MPAA Rating': 'G' | 'PG' | 'PG-13' | 'R' | 'NC-17' | 'Not Rated' | 'Open' | null;
  readonly 'Running Time min': number | null;
  readonly Distributor: string | null;
  readonly Source: string | null;
  readonly 'Major Genre': string | null;
  readonly 'Creative Type': string | null;
  readonly Director: string | null;
  readonly 'Rotten Tomatoes Rating': number | null;
  readonly 'IMDB Rating': number | null;
  readonly 'IMDB Votes': number | null;
}

/** A film with its quirks repaired; director, distributor and genre still by name. */
export type Film = ReturnType<typeof toFilm>;

/** The 3,201 films of the dev dependency `vega-datasets`, in its order. */
export function readFilms(): Film[] {
  const path = join(dirname(require.resolve('vega-datasets')), '../data/movies.json');
  const source = JSON.parse(readFileSync(path, 'utf8')) as SourceFilm[];
  return source.map(toFilm);
}

function toFilm(source: SourceFilm, index: number) {
  return {
    data: {
      catalogue: index + 1,
      title: toTitle(source.Title),
      released: toDate(source['Release Date']),
      certificate: source['MPAA Rating'],
      minutes: source['Running Time min'],
      source: source.Source,
      creativeType: source['Creative Type'],
      budget: source['Production Budget'],
      usGross: source['US Gross'],
      worldwideGross: source['Worldwide Gross'],
      dvdSales: source['US DVD Sales'],
      tomatoes: source['Rotten Tomatoes Rating'],
      imdbRating: source['IMDB Rating'],
      imdbVotes: source['IMDB Votes'],
    },
    director: source.Director,
    distributor: source.Distributor,
    genre: source['Major Genre'],
  };
}

/** Accented titles were read as Mac Roman once although they were Latin-1; these are the letters that came of it. */
const misread: Readonly<Record<string, string>> = {
  È: 'é',
  Í: 'ê',
  Ë: 'è',
  Î: 'ë',
  '‡': 'à',
  '·': 'á',
  '‰': 'ä',
  '˘': 'ù',
  Ù: 'ô',
  Û: 'ó',
  Ö: '…',
  Ω: '½',
};

/** Nine titles are numbers (`1941`), and one film has none. */
function toTitle(title: string | number | null): string | null {
  if (title === null) return null;
  return String(title).replace(/[ÈÍËÎ‡·‰˘ÙÛÖΩ]/g, (letter) => misread[letter] ?? letter);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The data ends in 2011, and its years were once written with two digits: a later one is a century off (`Dec 15 2039` is 1939). */
function toDate(written: string): string {
  const [month = '', day = '', year = ''] = written.split(' ');
  const century = Number(year) > 2011 ? 100 : 0;
  return `${Number(year) - century}-${String(months.indexOf(month) + 1).padStart(2, '0')}-${day}`;
}
