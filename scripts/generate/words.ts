/** The words that names and titles are made of. They are invented; some are hard on whoever parses them. */

export const firstNames = words(`
  Ada Anaïs Basil Brynja Calla Corwin Dara Dmitri Elowen Enzo Fern Gideon Hana Ines Ivo Jasper José Juno Kwame
  Leif Linnea Łucja Mary-Jo Maren Ngọc Nils Odette Orla Pavel Petra Quinn Rafael Rosalind Søren Tamsin Tariq Ulla
  Viggo Wren Xiomara Yusuf Zoë 美咲 Ωmega`);

export const lastNames = words(`
  Abernathy Ångström Barlow Castellan D'Arcy Dunmore Eastwick Fairchild Gudmundsson Hartigan Ibáñez Jellicoe
  Kowalczyk Lindqvist Marlowe Núñez O'Hara Okonkwo Pemberton Quimby Ravenscroft Smith-Jones St._Clair Thackeray
  Underhill van_der_Berg Whitlock Yamazaki Zielińska 李`);

export const adjectives = words(`
  Amber Broken Crooked Distant Electric Faded Golden Hollow Idle Jagged Kinetic Lonesome Midnight Neon Old Paper
  Quiet Restless Silver Tender Unlit Velvet Wandering Yellow Zéro "So-Called"`);

export const nouns = words(`
  Anchors Bells Caravan Daylight Echoes Ferry Garden Harbor Island Junction Kites Lantern Mirrors Northwind Orchard
  Parade Quarry River Satellites Tides Umbrella Valley Windows Xylophones Yards Zeppelin Café Bücher 50%_More Fjörð`);

/** What some titles end in. */
export const titleEndings = [
  ' (Live)',
  ' (Album Version)',
  ' [Remix]',
  ' / Reprise',
  ' - Part 2',
  ' ♥',
  ", Don't Go",
  ' \\ Backslash',
  ' & Co.',
  ' 🎵',
  '\tInterlude',
];

/** How an artist is called, from an adjective and a noun. */
export const artistForms: readonly ((adjective: string, noun: string) => string)[] = [
  (adjective, noun) => `The ${adjective} ${noun}`,
  (adjective, noun) => `${adjective} ${noun}`,
  (_, noun) => `DJ ${noun}`,
  (adjective, noun) => `${noun} / ${adjective}`,
  (adjective, noun) => `${noun};${adjective} ${noun} feat. Señor ${adjective}`,
  (_, noun) => `"${noun}"`,
  (adjective, noun) => `${adjective.toLowerCase()} & the ${noun.toLowerCase()}`,
  adjective => `${adjective}の犬`,
];

export const towns = words(`
  Alderbrook Bellhaven Cedar_Gap Dunwick Eastmere Foxhollow Grantsville Hazelton Ironbridge Juniper_Flats
  Kingsferry Larkspur Millbrook Northport Oakvale Pinecrest Queen's_Landing Ridgeway Saint-Élie Thornbury`);

/** A state's postal code and name: two spellings of one place. */
export const states = [
  { code: 'AZ', name: 'Arizona' },
  { code: 'CA', name: 'California' },
  { code: 'FL', name: 'Florida' },
  { code: 'IL', name: 'Illinois' },
  { code: 'MN', name: 'Minnesota' },
  { code: 'NY', name: 'New York' },
  { code: 'OH', name: 'Ohio' },
  { code: 'TX', name: 'Texas' },
  { code: 'WA', name: 'Washington' },
];

export const userAgents = [
  '"Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/38.0.2125.101 Safari/537.36"',
  '"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_5) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/38.0.2125.111 Safari/537.36"',
  '"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_10_1) AppleWebKit/600.1.25 (KHTML, like Gecko) Version/8.0 Safari/600.1.25"',
  '"Mozilla/5.0 (iPhone; CPU iPhone OS 8_1 like Mac OS X) AppleWebKit/600.1.4 (KHTML, like Gecko) Version/8.0 Mobile/12B411 Safari/600.1.4"',
  '"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/38.0.2125.104 Safari/537.36"',
  'Mozilla/5.0 (Windows NT 6.3; WOW64; rv:33.0) Gecko/20100101 Firefox/33.0',
  'Mozilla/5.0 (X11; Linux x86_64; rv:33.0) Gecko/20100101 Firefox/33.0',
  'Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.1; Trident/6.0)',
];

/** Splits at white space; an underscore stands for a space within a word. */
function words(text: string): readonly string[] {
  return text
    .trim()
    .split(/\s+/)
    .map(word => word.replaceAll('_', ' '));
}
