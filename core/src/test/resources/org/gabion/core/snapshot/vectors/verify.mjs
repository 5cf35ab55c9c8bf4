// A reader of the mirror format for Node.js, written from docs/reference/mirror-format.md alone.
//   node verify.mjs site FOLDER SITE-ID    checks a copy and prints its pages
//   node verify.mjs cases FOLDER SITE SITE-ID    prints what it thinks of each *.case
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const MAX_NUMBER = 999999999999999;
const LIMITS = {
  root: 16384, head: 2048, snapshot: 524288, shard: 8388608, recent: 50331648, roster: 8388608, consent: 2048,
};
const ROLES = ['root', 'release', 'heartbeat', 'roster'];
const HEADERS = ['access-control-allow-origin', 'content-disposition', 'content-language', 'content-security-policy',
  'content-type', 'last-modified', 'link', 'referrer-policy', 'x-robots-tag'];
const OBJECT = 1048576;

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

class Malformed extends Error {
  constructor(line, why) {
    super(`line ${line}: ${why}`);
    this.line = line;
  }
}

// ---- text ----

class Lines {
  constructor(bytes, limit) {
    if (bytes.length > limit) throw new Malformed(0, 'too large');
    let line = 1;
    for (const b of bytes) {
      if (b === 10) line++;
      else if (b < 0x20 || b > 0x7e) throw new Malformed(line, 'not printable ASCII');
    }
    if (bytes.length === 0 || bytes[bytes.length - 1] !== 10) throw new Malformed(line, 'no line feed at the end');
    this.lines = bytes.toString('latin1').slice(0, -1).split('\n');
    this.at = 0;
  }

  more() { return this.at < this.lines.length; }

  next(word) { return this.more() && this.lines[this.at].startsWith(word + ' '); }

  fail(why) { throw new Malformed(this.at, why); }

  text(word) {
    const there = this.next(word);
    const line = this.lines[this.at++];
    if (!there) this.fail(`no ${word}`);
    const value = line.slice(word.length + 1);
    if (value === '' || value.startsWith(' ') || value.endsWith(' ')) this.fail('spaces');
    return value;
  }

  words(word, count) {
    const words = this.text(word).split(' ');
    if (words.length !== count || words.includes('')) this.fail(`${count} words`);
    return words;
  }

  toNumber(text, min, max = MAX_NUMBER) {
    if (!/^(0|[1-9][0-9]{0,14})$/.test(text) || Number(text) < min || Number(text) > max) this.fail('a number');
    return Number(text);
  }

  number(word, min, max) { return this.toNumber(this.text(word), min, max); }

  toDigest(text) {
    if (!/^[0-9a-f]{64}$/.test(text)) this.fail('a digest');
    return text;
  }

  digest(word) { return this.toDigest(this.text(word)); }

  optionalDigest(word) {
    const text = this.text(word);
    return text === '-' ? null : this.toDigest(text);
  }

  // As seconds since 1970.
  time(word) {
    const text = this.text(word);
    const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? new Date(text) : new Date(NaN);
    if (Number.isNaN(time.getTime()) || time.getTime() < 0 || time.toISOString() !== text.replace('Z', '.000Z')) {
      this.fail('a time');
    }
    return time.getTime() / 1000;
  }

  opening(type) {
    if (this.lines[this.at++] !== `gabion ${type} 1`) this.fail(`not a ${type}`);
    return this.digest('site');
  }

  end() {
    if (this.more()) {
      this.at++;
      this.fail('more than there should be');
    }
  }
}

function base64(lines, text, length) {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text || bytes.length !== length) lines.fail('base64');
  return bytes;
}

// ---- keys and signatures ----

const P = 2n ** 255n - 19n;
const SMALL = [0n, 1n, P - 1n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
  0x05fc536d880238b13963c6d305acdfd5f098eff289f4c345b027b2c28f95e826n];

function publicKey(lines, algorithm, text) {
  const id = sha256(`${algorithm} ${text}`).slice(0, 32);
  if (algorithm === 'ed25519') {
    const bytes = base64(lines, text, 32);
    const big = Buffer.from(bytes).reverse();
    big[0] &= 0x7f;
    const y = BigInt('0x' + big.toString('hex'));
    if (y >= P || SMALL.includes(y)) lines.fail('a key');
    let key = null;
    try {
      const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), bytes]);
      key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    } catch { /* It verifies nothing. */ }
    return { id, algorithm, text, key };
  }
  if (algorithm !== 'p256') lines.fail('an algorithm');
  const bytes = base64(lines, text, 65);
  if (bytes[0] !== 4) lines.fail('a point');
  try {
    const der = Buffer.concat([Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex'), bytes]);
    return { id, algorithm, text, key: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
  } catch {
    return lines.fail('a point of the curve');
  }
}

function verifies(key, body, signature) {
  if (!key.key) return false;
  try {
    return key.algorithm === 'ed25519'
      ? verify(null, body, key.key, signature)
      : verify('sha256', body, { key: key.key, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}

function signed(lines, reader) {
  const from = lines.at;
  const document = reader(lines);
  const body = Buffer.from(lines.lines.slice(from, lines.at).map((line) => line + '\n').join(''), 'latin1');
  const signatures = new Map();
  let last = '';
  while (lines.next('sig')) {
    const [algorithm, id, text] = lines.words('sig', 3);
    if (algorithm !== 'ed25519' && algorithm !== 'p256') lines.fail('an algorithm');
    if (!/^[0-9a-f]{32}$/.test(id)) lines.fail('a key id');
    const signature = base64(lines, text, 64);
    if (id <= last) lines.fail('order of signatures');
    if (signatures.size === 36) lines.fail('too many signatures');
    last = id;
    signatures.set(id, { algorithm, signature });
  }
  return { document, body, identity: sha256(body), signatures };
}

function accepts(role, file) {
  const holders = role.holders.filter((holder) => holder.keys.every((key) => {
    const line = file.signatures.get(key.id);
    return line && line.algorithm === key.algorithm && verifies(key, file.body, line.signature);
  }));
  return holders.length >= role.threshold;
}

// ---- documents ----

function readRoot(lines) {
  const root = { site: lines.opening('root'), number: lines.number('root', 1), published: lines.time('published') };
  root.from = lines.number('from', 1);
  root.next = lines.optionalDigest('next');
  root.roles = {};
  for (const name of ROLES) {
    const from = lines.at;
    const threshold = lines.number(name, 1, 9);
    const holders = [];
    const ids = new Set();
    while (lines.next('holder') && holders.length < 9) {
      const [holder, one, edwards, other, elliptic] = lines.words('holder', 5);
      if (!/^[a-z0-9-]{1,32}$/.test(holder) || one !== 'ed25519' || other !== 'p256') lines.fail('a holder');
      holders.push({ name: holder, keys: [publicKey(lines, one, edwards), publicKey(lines, other, elliptic)] });
    }
    if (holders.length === 0 || threshold > holders.length) lines.fail('a threshold');
    for (let i = 0; i < holders.length; i++) {
      if (i > 0 && holders[i].name <= holders[i - 1].name) lines.fail('order of holders');
      for (const key of holders[i].keys) {
        if (ids.has(key.id)) lines.fail('a key twice');
        ids.add(key.id);
      }
    }
    root.roles[name] = { threshold, holders, text: lines.lines.slice(from, lines.at).join('\n') + '\n' };
  }
  return root;
}

function readHead(lines) {
  const head = { site: lines.opening('head'), sequence: lines.number('sequence', 1), root: lines.number('root', 1) };
  head.snapshot = lines.digest('snapshot');
  head.published = lines.time('published');
  head.nextBy = lines.time('next-by');
  if (head.nextBy < head.published) lines.fail('due before it was published');
  head.previous = lines.optionalDigest('previous');
  return head;
}

function readHeartbeat(lines) {
  const beat = { site: lines.opening('heartbeat'), sequence: lines.number('sequence', 1), head: lines.digest('head') };
  beat.at = lines.time('at');
  beat.until = lines.time('until');
  if (beat.until < beat.at) lines.fail('over before it began');
  return beat;
}

function readHeadFile(lines) {
  const head = signed(lines, readHead);
  return { head, heartbeat: lines.more() ? signed(lines, readHeartbeat) : null };
}

function readPiece(lines, word, max) {
  const [digest, size] = lines.words(word, 2);
  return { digest: lines.toDigest(digest), size: lines.toNumber(size, 1, max) };
}

function readSnapshot(lines) {
  const header = { site: lines.opening('snapshot'), sequence: lines.number('sequence', 1) };
  header.published = lines.time('published');
  for (const word of ['routes', 'objects', 'bytes']) header[word] = lines.number(word, 0);
  const counts = lines.words('completeness', 4).map((text) => lines.toNumber(text, 0));
  if (counts[1] + counts[2] + counts[3] !== counts[0]) lines.fail('a sum');
  header.roster = lines.number('roster', 0);
  header.recent = readPiece(lines, 'recent', LIMITS.recent);
  header.notFound = lines.text('not-found');
  if (header.notFound !== '-' && !isKey(header.notFound)) lines.fail('a key');
  header.query = [];
  while (lines.next('query')) {
    const name = lines.text('query');
    if (name.length > 128 || spell(name, NAME_MARKS) !== name) lines.fail('a name of a parameter');
    if (header.query.length === 1000 || name <= (header.query.at(-1) ?? '')) lines.fail('names in order');
    header.query.push(name);
  }
  header.bits = lines.number('bits', 0, 12);
  header.shards = [];
  for (let i = 0; i < 2 ** header.bits; i++) header.shards.push(readPiece(lines, 'shard', LIMITS.shard));
  return header;
}

function isLocation(text) {
  return text.startsWith('/')
    ? isKey(text)
    : text.length <= 2048 && /^https?:\/\/[^/]/.test(text) && /^[!-~]*$/.test(text) && !/["<>\\]/.test(text);
}

function readRoute(lines) {
  const route = { key: lines.text('route'), headers: [], objects: [], location: null };
  if (!isKey(route.key)) lines.fail('a key');
  route.status = lines.number('status', 200, 599);
  if (![200, 301, 302, 303, 307, 308, 404, 410].includes(route.status)) lines.fail('a status');
  const redirects = route.status >= 300 && route.status < 400;
  if (lines.next('location') !== redirects) lines.fail('a location with a redirect only');
  if (redirects) {
    route.location = lines.text('location');
    if (!isLocation(route.location)) lines.fail('a location');
  }
  let last = -1;
  while (lines.next('header')) {
    const field = /^([^:]*): (.*)$/.exec(lines.text('header'));
    const index = field ? HEADERS.indexOf(field[1]) : -1;
    if (index < 0 || index <= last || field[2] !== field[2].trim() || field[2] === '' || field[2].length > 4096) {
      lines.fail('a header');
    }
    last = index;
    route.headers.push([field[1], field[2]]);
  }
  while (lines.next('object')) {
    if (route.objects.length > 0 && route.objects.at(-1).size !== OBJECT) lines.fail('a short object in the midst');
    route.objects.push(readPiece(lines, 'object', OBJECT));
    if (route.objects.length > 16384) lines.fail('too many objects');
  }
  return route;
}

function readShard(lines) {
  const shard = { site: lines.opening('shard'), bits: lines.number('bits', 0, 12), routes: [] };
  shard.index = lines.number('index', 0, 2 ** shard.bits - 1);
  while (lines.more()) {
    const route = readRoute(lines);
    if (shard.routes.length > 0 && route.key <= shard.routes.at(-1).key) lines.fail('order of routes');
    if (shardOf(route.key, shard.bits) !== shard.index) lines.fail('of another shard');
    shard.routes.push(route);
  }
  return shard;
}

function readRecent(lines) {
  const recent = { site: lines.opening('recent'), sequence: lines.number('sequence', 1) };
  for (const [word, max] of [['shard', LIMITS.shard], ['object', OBJECT]]) {
    recent[word] = [];
    while (lines.next(word)) {
      const piece = readPiece(lines, word, max);
      if (recent[word].length > 0 && piece.digest <= recent[word].at(-1).digest) lines.fail('order of digests');
      recent[word].push(piece);
    }
  }
  return recent;
}

function consent(lines, site, url, algorithm, key, second, text) {
  if (algorithm !== 'ed25519') lines.fail('an Ed25519 key');
  const made = { url, key: publicKey(lines, algorithm, key) };
  if (!isUrl(url)) lines.fail('a URL');
  const at = new Date(second * 1000).toISOString().replace('.000Z', 'Z');
  const body = `gabion consent 1\nsite ${site}\nurl ${url}\nkey ${algorithm} ${key}\nat ${at}\n`;
  made.isSigned = verifies(made.key, Buffer.from(body), base64(lines, text, 64));
  return made;
}

function readRoster(lines) {
  const roster = { site: lines.opening('roster'), number: lines.number('roster', 1) };
  roster.published = lines.time('published');
  roster.mirrors = [];
  while (lines.next('mirror')) {
    const [url, algorithm, key, second, signature] = lines.words('mirror', 5);
    const at = lines.toNumber(second, 0, 253402300799);
    const mirror = consent(lines, roster.site, url, algorithm, key, at, signature);
    if (roster.mirrors.length > 0 && url <= roster.mirrors.at(-1).url) lines.fail('order of mirrors');
    if (roster.mirrors.length === 10000) lines.fail('too many mirrors');
    roster.mirrors.push(mirror);
  }
  return roster;
}

function readConsent(lines) {
  const site = lines.opening('consent');
  const url = lines.text('url');
  const [algorithm, key] = lines.words('key', 2);
  if (algorithm !== 'ed25519') lines.fail('an Ed25519 key');
  publicKey(lines, algorithm, key);
  const at = lines.time('at');
  return consent(lines, site, url, algorithm, key, at, lines.text('signature'));
}

const READERS = {
  root: (lines) => signed(lines, readRoot),
  head: readHeadFile,
  snapshot: readSnapshot,
  shard: readShard,
  recent: readRecent,
  roster: (lines) => signed(lines, readRoster),
  consent: readConsent,
};

function parse(type, bytes) {
  const lines = new Lines(bytes, LIMITS[type]);
  const value = READERS[type](lines);
  lines.end();
  return value;
}

// ---- keys of pages ----

const PATH_MARKS = "!$&'()*+,;=:@/";
const NAME_MARKS = '!$()*,;:@/?+';

// The spelling of a part of a URL; null if it has none.
function spell(text, marks) {
  if (/[\ud800-\udfff]/u.test(text)) return null;
  const bytes = Buffer.from(text, 'utf8');
  let spelled = '';
  for (let i = 0; i < bytes.length; i++) {
    let b = bytes[i];
    const encoded = b === 0x25;
    if (encoded) {
      const hex = bytes.toString('latin1', i + 1, i + 3);
      if (!/^[0-9A-Fa-f]{2}$/.test(hex)) return null;
      b = parseInt(hex, 16);
      i += 2;
    }
    if (b < 0x20 || b === 0x7f || b === 0x5c) return null;
    const c = String.fromCharCode(b);
    if (/[A-Za-z0-9._~-]/.test(c) || (!encoded && marks.includes(c))) spelled += c;
    else spelled += '%' + b.toString(16).toUpperCase().padStart(2, '0');
  }
  return spelled;
}

const nameOf = (parameter) => parameter.split('=', 1)[0];

// The key of a path and query; null if there is none. `allowed` is an array of names.
function keyOf(path, query, allowed) {
  const spelled = path.startsWith('/') ? spell(path, PATH_MARKS) : null;
  if (spelled === null) return null;
  const kept = [];
  const segments = spelled.split('/').slice(1);
  for (let i = 0; i < segments.length; i++) {
    if (segments[i] === '.' || segments[i] === '..') {
      if (segments[i] === '..' && kept.length === 0) return null;
      if (segments[i] === '..') kept.pop();
      if (i === segments.length - 1) kept.push('');
    } else {
      kept.push(segments[i]);
    }
  }
  let key = '/' + kept.join('/');
  if (key.startsWith('//')) return null;
  const names = allowed.map((name) => spell(name, NAME_MARKS));
  const parameters = [];
  for (const parameter of query.split('&')) {
    const name = spell(nameOf(parameter), NAME_MARKS);
    if (name && names.includes(name)) {
      const whole = spell(parameter, NAME_MARKS + '=');
      if (whole === null) return null;
      parameters.push(whole);
    }
  }
  if (parameters.length > 16) return null;
  parameters.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0));
  if (parameters.length > 0) key += '?' + parameters.join('&');
  return key.length > 2048 ? null : key;
}

function cut(text) {
  const question = text.indexOf('?');
  return question < 0 ? [text, ''] : [text.slice(0, question), text.slice(question + 1)];
}

function isKey(text) {
  const [path, query] = cut(text);
  return keyOf(path, query, query.split('&').map(nameOf)) === text;
}

function shardOf(key, bits) {
  return bits === 0 ? 0 : parseInt(sha256(key).slice(0, 8), 16) >>> (32 - bits);
}

function isUrl(text) {
  const parts = /^(https?):\/\/([a-z0-9.-]+|\[[0-9a-f:]+\])(?::([1-9][0-9]{0,4}))?(\/[^?]*)$/.exec(text);
  if (!parts || text.length > 512 || !text.endsWith('/') || !isKey(parts[4])) return false;
  const [, scheme, host, port] = parts;
  if (port && (Number(port) > 65535 || port === (scheme === 'https' ? '443' : '80'))) return false;
  if (host.startsWith('[')) {
    return sameUrl(text) && !/^\[::ffff:[0-9a-f]+:[0-9a-f]+\]$/.test(host);
  }
  const labels = host.split('.');
  if (/^([0-9]*|0x.*)$/.test(labels.at(-1))) return /^[0-9]+(\.[0-9]+){3}$/.test(host) && sameUrl(text);
  return host.length <= 253 && labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
}

function sameUrl(text) {
  try {
    return new URL(text).href === text;
  } catch {
    return false;
  }
}

// ---- rules ----

function beginChain(site, file) {
  const root = file.document;
  const unnamed = file.body.toString('latin1').replace(`site ${root.site}\n`, `site ${'0'.repeat(64)}\n`);
  if (root.number !== 1 || root.site !== site || sha256(unnamed) !== site) return 'root 1 is of another site';
  return accepts(root.roles.root, file) ? '' : 'root 1 is not signed by enough';
}

function objectionToRoot(chain, file) {
  const last = chain.at(-1).document;
  const root = file.document;
  if (root.site !== last.site) return 'another site';
  if (root.number !== last.number + 1 || root.number > 1000) return 'does not follow';
  if (root.from < last.from) return 'counts from an earlier edition';
  if (last.next) {
    const stays = root.roles.root.text === last.roles.root.text && root.next === last.next;
    if (!stays && sha256('gabion next 1\n' + root.roles.root.text) !== last.next) return 'not who was announced';
  }
  if (!accepts(last.roles.root, file)) return 'not signed by enough of the root before';
  return accepts(root.roles.root, file) ? '' : 'not signed by enough of its own';
}

function objectionToHead(chain, file) {
  const head = file.document;
  if (head.site !== chain[0].document.site) return 'another site';
  if (head.root > chain.length) return 'an unknown root';
  for (const later of chain.slice(head.root)) {
    if (later.document.from <= head.sequence) return 'void';
  }
  const named = chain[head.root - 1].document;
  if (head.sequence < named.from) return 'before its root';
  return accepts(named.roles.release, file) ? '' : 'not signed by enough';
}

function judge(chain, seen, file) {
  const objection = objectionToHead(chain, file.head);
  if (objection) return { verdict: 'refused' };
  const beat = file.heartbeat;
  const counts = beat !== null
    && beat.document.site === chain[0].document.site
    && beat.document.sequence === file.head.document.sequence
    && beat.document.head === file.head.identity
    && accepts(chain.at(-1).document.roles.heartbeat, beat);
  const heartbeat = counts ? 'yes' : 'no';
  const last = seen ? seen.document.sequence : 0;
  if (file.head.document.sequence > last) return { verdict: 'newer', heartbeat };
  if (file.head.document.sequence < last) return { verdict: 'older' };
  return file.head.identity === seen.identity ? { verdict: 'same', heartbeat } : { verdict: 'split' };
}

// ---- a whole site ----

function readSite(folder, site) {
  const read = (path, digest, size) => {
    const bytes = readFileSync(join(folder, '.gabion', path));
    if (digest && (sha256(bytes) !== digest || (size && bytes.length !== size))) throw new Error(`${path}: wrong bytes`);
    return bytes;
  };
  const want = (condition, what) => {
    if (!condition) throw new Error(what);
  };
  const chain = [parse('root', read('root/1'))];
  want(beginChain(site, chain[0]) === '', 'root 1');
  const roots = new Set(readdirSync(join(folder, '.gabion/root')));
  for (let n = 2; roots.has(String(n)); n++) {
    const next = parse('root', read(`root/${n}`));
    const objection = objectionToRoot(chain, next);
    want(objection === '', `root ${n}: ${objection}`);
    chain.push(next);
  }
  const file = parse('head', read('head'));
  const verdict = judge(chain, null, file);
  want(verdict.verdict === 'newer', 'the head does not count');
  const head = file.head.document;
  const header = parse('snapshot', read(`snap/${head.sequence}`, head.snapshot));
  want(header.site === site && header.sequence === head.sequence, 'another snapshot');
  const recent = parse('recent', read(`recent/${head.sequence}`, header.recent.digest, header.recent.size));
  want(recent.site === site && recent.sequence === head.sequence, 'another recent list');
  for (const shard of recent.shard) read(`i/${shard.digest}`, shard.digest, shard.size);
  for (const object of recent.object) read(`o/${object.digest.slice(0, 2)}/${object.digest}`, object.digest, object.size);
  const pages = [];
  header.shards.forEach((named, index) => {
    const shard = parse('shard', read(`i/${named.digest}`, named.digest, named.size));
    want(shard.site === site && shard.bits === header.bits && shard.index === index, 'another shard');
    for (const route of shard.routes) {
      const content = Buffer.concat(route.objects.map(
        (object) => read(`o/${object.digest.slice(0, 2)}/${object.digest}`, object.digest, object.size)));
      pages.push(`${route.status} ${route.key} ${content.length} ${sha256(content)} ${route.location ?? '-'}`);
    }
  });
  if (header.roster > 0) {
    const roster = parse('roster', read(`roster/${header.roster}`));
    want(roster.document.site === site && roster.document.number === header.roster, 'another roster');
    want(accepts(chain.at(-1).document.roles.roster, roster), 'the roster does not count');
    want(roster.document.mirrors.every((mirror) => mirror.isSigned), 'a mirror that did not consent');
  }
  return { chain, file, header, heartbeat: verdict.heartbeat, pages };
}

// ---- cases ----

function expectations(text) {
  return new Map(text.split('\n').filter((line) => line.includes(': ')).map((line) => {
    const colon = line.indexOf(': ');
    return [line.slice(0, colon), line.slice(colon + 2)];
  }));
}

function answer(folder, site, id, bytes, expected) {
  const type = expected.get('type');
  try {
    const value = parse(type, bytes);
    const chain = site.chain.slice(0, Number(expected.get('roots')));
    switch (type) {
      case 'root': {
        const objection = chain.length === 0 ? beginChain(id, value) : objectionToRoot(chain, value);
        return `verdict: ${objection === '' ? 'accepted' : 'refused'}`;
      }
      case 'head': {
        const seen = remembered(folder, site, expected.get('seen'));
        const { verdict, heartbeat } = judge(chain, seen, value);
        return `verdict: ${verdict}${heartbeat ? `, heartbeat: ${heartbeat}` : ''}`;
      }
      case 'roster': {
        const counts = value.document.site === id && accepts(chain.at(-1).document.roles.roster, value);
        return `verdict: ${counts ? 'accepted' : 'refused'}`;
      }
      case 'consent':
        return `verdict: ${value.isSigned ? 'signed' : 'unsigned'}`;
      default:
        return 'verdict: valid';
    }
  } catch (e) {
    if (e instanceof Malformed) return `verdict: malformed, line: ${e.line}`;
    throw e;
  }
}

function remembered(folder, site, seen) {
  if (seen === '-') return null;
  if (Number(seen) === site.file.head.document.sequence) return site.file.head;
  const text = readFileSync(join(folder, `head-edition-${seen}.case`), 'latin1');
  return parse('head', Buffer.from(text.slice(0, text.indexOf('----\n')), 'latin1')).head;
}

const [mode, folder, ...rest] = process.argv.slice(2);
try {
  if (mode === 'site') {
    console.log(readSite(folder, rest[0]).pages.join('\n'));
  } else {
    const site = readSite(rest[0], rest[1]);
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.case')).sort()) {
      const bytes = readFileSync(join(folder, name));
      const dashes = bytes.indexOf('----\n');
      const input = bytes.subarray(0, dashes);
      const inputs = input.toString('utf8').split('\n').slice(0, -1);
      if (name === 'route-keys.case') {
        const keys = inputs.map((line) => keyOf(...cut(line), ['p', 'q', 'id']) ?? '-');
        console.log(`${name}\n${keys.join('\n')}`);
      } else if (name === 'urls.case') {
        console.log(`${name}\n${inputs.map((line) => (isUrl(line) ? 'yes' : 'no')).join('\n')}`);
      } else {
        const expected = expectations(bytes.toString('latin1', dashes));
        console.log(`${name}\n${answer(folder, site, rest[1], input, expected)}`);
      }
    }
  }
} catch (e) {
  console.error(String(e.message));
  process.exitCode = 1;
}
