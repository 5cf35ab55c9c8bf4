"use strict";
// Checks a copy in the mirror format: roots, head, snapshot, index and objects. The same rules as in the
// Java classes of org.gabion.core.snapshot; where both are unsure, both refuse.
(() => {
  const MIB = 1 << 20;
  const LIMITS = { root: 16384, head: 2048, snapshot: 512 << 10, shard: 8 * MIB, recent: 48 * MIB, roster: 8 * MIB };
  const MAX_OBJECT = MIB;
  const MAX_NUMBER = 999999999999999;
  const MAX_ROOTS = 1000;
  const ROLES = ["root", "release", "heartbeat", "roster"];
  const ALGORITHMS = { ed25519: { key: 32, sign: 64 }, p256: { key: 65, sign: 64 } };
  const UNNAMED = "0".repeat(64);
  const WORKERS = 8;
  const SHOWN_FAULTS = 200;
  const DAY = 86400000;

  /** Something that is not as the format wants it; its message is for the reader. */
  class Fault extends Error {}

  // ---- Bytes

  const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  const sha256 = async (bytes) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  const ascii = (text) => Uint8Array.from(text, (c) => c.charCodeAt(0));
  const fingerprint = (id) => id.slice(0, 32).match(/.{4}/g).join("-");

  function base64(text, length) {
    let raw;
    try {
      raw = atob(text);
    } catch {
      return null;
    }
    return raw.length === length && btoa(raw) === text ? ascii(raw) : null;
  }

  // ---- Documents: lines of "word value"

  class Lines {
    constructor(bytes, limit, name) {
      this.name = name;
      this.line = 0;
      this.at = 0;
      if (bytes.length > limit) {
        throw this.fault(`at most ${limit} bytes`);
      }
      for (const b of bytes) {
        if ((b < 0x20 && b !== 10) || b > 0x7e) {
          throw this.fault("printable ASCII characters only");
        }
      }
      this.text = new TextDecoder("utf-8").decode(bytes);
      if (!this.text.endsWith("\n")) {
        throw this.fault("a line feed at the end");
      }
    }

    fault(expected) {
      return new Fault(`${this.name}${this.line ? ", line " + this.line : ""}: expected ${expected}`);
    }

    hasMore() {
      return this.at < this.text.length;
    }

    next(word) {
      return this.text.startsWith(word + " ", this.at);
    }

    whole() {
      this.line++;
      const end = this.text.indexOf("\n", this.at);
      if (end < 0) {
        throw this.fault("another line");
      }
      const whole = this.text.slice(this.at, end);
      this.at = end + 1;
      return whole;
    }

    value(word) {
      const line = this.whole();
      const value = line.slice(word.length + 1);
      if (!line.startsWith(word + " ") || value === "" || value !== value.trim()) {
        throw this.fault(`'${word} ...'`);
      }
      return value;
    }

    words(word, count) {
      const words = this.value(word).split(" ");
      if (words.length !== count) {
        throw this.fault(`${count} words after '${word}'`);
      }
      return words;
    }

    toNumber(text, min, max) {
      const number = /^(0|[1-9][0-9]{0,14})$/.test(text) ? Number(text) : -1;
      if (number < min || number > max) {
        throw this.fault(`a number from ${min} to ${max}`);
      }
      return number;
    }

    number(word, min, max = MAX_NUMBER) {
      return this.toNumber(this.value(word), min, max);
    }

    toDigest(text) {
      if (!/^[0-9a-f]{64}$/.test(text)) {
        throw this.fault("64 hexadecimal digits");
      }
      return text;
    }

    digest(word) {
      return this.toDigest(this.value(word));
    }

    optionalDigest(word) {
      const value = this.value(word);
      return value === "-" ? null : this.toDigest(value);
    }

    instant(word) {
      const value = this.value(word);
      const time = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/.test(value) ? Date.parse(value) : NaN;
      if (!(time >= 0) || new Date(time).toISOString() !== value.replace("Z", ".000Z")) {
        throw this.fault("a time in UTC");
      }
      return time;
    }

    opening(type) {
      if (this.whole() !== `gabion ${type} 1`) {
        throw this.fault(`'gabion ${type} 1'`);
      }
      return this.digest("site");
    }

    end() {
      if (this.hasMore()) {
        this.line++;
        throw this.fault("nothing more");
      }
    }
  }

  /** A document and the signatures under it; the exact bytes before them are what was signed. */
  async function readSigned(lines, reader) {
    const from = lines.at;
    const document = reader(lines);
    const body = ascii(lines.text.slice(from, lines.at));
    const signatures = new Map();
    let last = "";
    while (lines.next("sig")) {
      const [algorithm, key, text] = lines.words("sig", 3);
      const known = Object.hasOwn(ALGORITHMS, algorithm) ? ALGORITHMS[algorithm] : null;
      const bytes = known && base64(text, known.sign);
      if (!bytes || !/^[0-9a-f]{32}$/.test(key) || key <= last || signatures.size === 32) {
        throw lines.fault("a signature, in the order of key ids");
      }
      signatures.set(key, { algorithm, bytes });
      last = key;
    }
    return { document, body, signatures, identity: await sha256(body) };
  }

  function readRoot(lines) {
    const root = {
      site: lines.opening("root"),
      number: lines.number("root", 1),
      published: lines.instant("published"),
      from: lines.number("from", 1),
      next: lines.optionalDigest("next"),
      roles: {},
    };
    for (const role of ROLES) {
      const from = lines.at;
      const threshold = lines.number(role, 1, 9);
      const holders = [];
      while (lines.next("holder") && holders.length < 9) {
        holders.push(readHolder(lines));
      }
      const names = holders.map((holder) => holder.name);
      const keys = holders.flatMap((holder) => holder.keys.map((key) => key.text));
      const inOrder = names.every((name, i) => i === 0 || names[i - 1] < name);
      if (threshold > holders.length || !inOrder || new Set(keys).size !== keys.length) {
        throw lines.fault("holders in the order of their names, with keys of their own, not fewer than must sign");
      }
      root.roles[role] = { threshold, holders, text: lines.text.slice(from, lines.at) };
    }
    return root;
  }

  function readHolder(lines) {
    const words = lines.words("holder", 5);
    const keys = [[words[1], words[2]], [words[3], words[4]]].map(([algorithm, text]) => ({
      algorithm,
      bytes: Object.hasOwn(ALGORITHMS, algorithm) ? base64(text, ALGORITHMS[algorithm].key) : null,
      text: `${algorithm} ${text}`,
    }));
    const inOrder = words[1] === "ed25519" && words[3] === "p256";
    if (!/^[a-z0-9-]{1,32}$/.test(words[0]) || !inOrder || keys.some((key) => !key.bytes)) {
      throw lines.fault("'holder NAME ed25519 KEY p256 KEY'");
    }
    return { name: words[0], keys };
  }

  function readHead(lines) {
    const head = {
      site: lines.opening("head"),
      sequence: lines.number("sequence", 1),
      root: lines.number("root", 1),
      snapshot: lines.digest("snapshot"),
      published: lines.instant("published"),
      nextBy: lines.instant("next-by"),
      previous: lines.optionalDigest("previous"),
    };
    if (head.nextBy < head.published) {
      throw lines.fault("a next edition that is not due before this one");
    }
    return head;
  }

  function readHeartbeat(lines) {
    const beat = {
      site: lines.opening("heartbeat"),
      sequence: lines.number("sequence", 1),
      head: lines.digest("head"),
      at: lines.instant("at"),
      until: lines.instant("until"),
    };
    if (beat.until < beat.at) {
      throw lines.fault("a time that is not before 'at'");
    }
    return beat;
  }

  function readShardName(lines) {
    const [digest, size] = lines.words("shard", 2);
    return { digest: lines.toDigest(digest), size: lines.toNumber(size, 1, LIMITS.shard) };
  }

  function readSnapshot(lines) {
    const snapshot = {
      site: lines.opening("snapshot"),
      sequence: lines.number("sequence", 1),
      published: lines.instant("published"),
      routes: lines.number("routes", 0),
      objects: lines.number("objects", 0),
      bytes: lines.number("bytes", 0),
    };
    const complete = lines.words("completeness", 4).map((word) => lines.toNumber(word, 0, MAX_NUMBER));
    if (complete[1] + complete[2] + complete[3] !== complete[0]) {
      throw lines.fault("'completeness KNOWN CAPTURED FAILED LEFT', whose last three make the first");
    }
    snapshot.completeness = complete;
    snapshot.roster = lines.number("roster", 0);
    const [recent, recentSize] = lines.words("recent", 2);
    snapshot.recent = { digest: lines.toDigest(recent), size: lines.toNumber(recentSize, 1, LIMITS.recent) };
    snapshot.notFound = lines.value("not-found");
    while (lines.next("query")) {
      lines.value("query"); // This page looks nothing up by address.
    }
    snapshot.bits = lines.number("bits", 0, 12);
    snapshot.shards = [];
    for (let i = 0; i < 1 << snapshot.bits; i++) {
      snapshot.shards.push(readShardName(lines));
    }
    lines.end();
    return snapshot;
  }

  function readObject(lines) {
    const [digest, size] = lines.words("object", 2);
    return { digest: lines.toDigest(digest), size: lines.toNumber(size, 1, MAX_OBJECT) };
  }

  function readShard(lines) {
    const shard = {
      site: lines.opening("shard"),
      bits: lines.number("bits", 0, 12),
      index: lines.number("index", 0),
      routes: [],
    };
    let last = "";
    while (lines.hasMore()) {
      const key = lines.value("route");
      if (!key.startsWith("/") || key.length > 2048 || key <= last) {
        throw lines.fault("routes in the order of their keys");
      }
      last = key;
      const status = lines.number("status", 200, 599);
      const redirect = [301, 302, 303, 307, 308].includes(status);
      if ((!redirect && ![200, 404, 410].includes(status)) || lines.next("location") !== redirect) {
        throw lines.fault("a status, and a location with a redirect only");
      }
      if (redirect) {
        lines.value("location");
      }
      while (lines.next("header")) {
        lines.value("header");
      }
      const objects = [];
      while (lines.next("object")) {
        if (objects.length > 0 && objects.at(-1).size !== MAX_OBJECT) {
          throw lines.fault("whole objects, but for the last");
        }
        objects.push(readObject(lines));
      }
      shard.routes.push({ key, objects });
    }
    return shard;
  }

  // ---- Signatures. A holder counts only if all their keys signed.

  class Signatures {
    constructor() {
      this.keys = new Map();
      this.ed25519 = null;
    }

    async knowsEd25519() {
      if (this.ed25519 === null) {
        // The key of RFC 8032's first test.
        const key = ascii(atob("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="));
        this.ed25519 = await crypto.subtle
          .importKey("raw", key, { name: "Ed25519" }, false, ["verify"])
          .then(() => true, () => false);
      }
      return this.ed25519;
    }

    async known(key) {
      if (!this.keys.has(key.text)) {
        const algorithm = key.algorithm === "p256" ? { name: "ECDSA", namedCurve: "P-256" } : { name: "Ed25519" };
        const imported = await crypto.subtle.importKey("raw", key.bytes, algorithm, false, ["verify"]).catch(() => null);
        const id = (await sha256(ascii(key.text))).slice(0, 32);
        this.keys.set(key.text, { id, imported });
      }
      return this.keys.get(key.text);
    }

    async isSigned(key, signed) {
      const { id, imported } = await this.known(key);
      const line = signed.signatures.get(id);
      if (!line || line.algorithm !== key.algorithm) {
        return false;
      }
      if (key.algorithm === "ed25519" && !(await this.knowsEd25519())) {
        return true;
      }
      const algorithm = key.algorithm === "p256" ? { name: "ECDSA", hash: "SHA-256" } : { name: "Ed25519" };
      return imported !== null && crypto.subtle.verify(algorithm, imported, line.bytes, signed.body);
    }

    async accepts(role, signed) {
      let signers = 0;
      for (const holder of role.holders) {
        let all = true;
        for (const key of holder.keys) {
          all = (await this.isSigned(key, signed)) && all;
        }
        signers += all ? 1 : 0;
      }
      return signers >= role.threshold;
    }
  }

  // ---- The copy

  /** Checks one copy; files are found by their path below its root. */
  class Check {
    constructor(files, told) {
      this.files = files;
      this.told = told;
      this.signatures = new Signatures();
      this.faults = [];
      this.notes = [];
      this.named = new Set();
    }

    async bytes(path, limit) {
      const file = this.files.get(path);
      if (!file) {
        throw new Fault(`${path} is missing`);
      }
      if (file.size > limit) {
        throw new Fault(`${path} is larger than it may be`);
      }
      try {
        return new Uint8Array(await file.arrayBuffer());
      } catch {
        throw new Fault(`${path} can not be read`);
      }
    }

    async lines(path, limit) {
      this.named.add(path);
      return new Lines(await this.bytes(path, limit), limit, path);
    }

    async roots() {
      const roots = [];
      while (roots.length < MAX_ROOTS && (roots.length === 0 || this.files.has(`.gabion/root/${roots.length + 1}`))) {
        const lines = await this.lines(`.gabion/root/${roots.length + 1}`, LIMITS.root);
        const root = await readSigned(lines, readRoot);
        lines.end();
        await (roots.length === 0 ? this.first(root) : this.follows(roots.at(-1).document, root));
        roots.push(root);
      }
      return roots;
    }

    async first(signed) {
      const root = signed.document;
      const unnamed = String.fromCharCode(...signed.body).replace(root.site, UNNAMED);
      if (root.number !== 1 || (await sha256(ascii(unnamed))) !== root.site) {
        throw new Fault("root 1 does not have the id that it names: it was changed");
      }
      if (!(await this.signatures.accepts(root.roles.root, signed))) {
        throw new Fault("root 1 is not signed by enough of its own root holders");
      }
    }

    async follows(last, signed) {
      const root = signed.document;
      const name = `root ${root.number}`;
      if (root.site !== last.site || root.number !== last.number + 1 || root.from < last.from) {
        throw new Fault(`${name} does not follow root ${last.number}`);
      }
      if (last.next !== null) {
        const stays = root.roles.root.text === last.roles.root.text && root.next === last.next;
        const announced = await sha256(ascii("gabion next 1\n" + root.roles.root.text));
        if (!stays && announced !== last.next) {
          throw new Fault(`${name} has other root holders than root ${last.number} announced`);
        }
      }
      if (!(await this.signatures.accepts(last.roles.root, signed))) {
        throw new Fault(`${name} is not signed by enough root holders of root ${last.number}`);
      }
      if (!(await this.signatures.accepts(root.roles.root, signed))) {
        throw new Fault(`${name} is not signed by enough of its own root holders`);
      }
    }

    async head(roots) {
      const lines = await this.lines(".gabion/head", LIMITS.head);
      const signed = await readSigned(lines, readHead);
      const beat = lines.hasMore() ? await readSigned(lines, readHeartbeat) : null;
      lines.end();
      const head = signed.document;
      const newest = roots.at(-1).document;
      if (head.site !== newest.site) {
        throw new Fault("the head is of another site");
      }
      if (head.root > newest.number) {
        throw new Fault(`the head names root ${head.root}, which is not here`);
      }
      for (const { document } of roots) {
        if (document.number > head.root && head.sequence >= document.from) {
          throw new Fault(`root ${document.number} voids this edition: the key that signed it was revoked`);
        }
      }
      const named = roots[head.root - 1].document;
      if (head.sequence < named.from) {
        throw new Fault(`root ${named.number} counts from edition ${named.from}`);
      }
      if (!(await this.signatures.accepts(named.roles.release, signed))) {
        throw new Fault("the head is not signed by enough release holders");
      }
      const speaks =
        beat !== null &&
        beat.document.site === head.site &&
        beat.document.sequence === head.sequence &&
        beat.document.head === signed.identity &&
        (await this.signatures.accepts(newest.roles.heartbeat, beat));
      return { head, due: speaks ? Math.max(head.nextBy, beat.document.until) : head.nextBy };
    }

    async digested(path, limit, digest) {
      this.named.add(path);
      const bytes = await this.bytes(path, limit);
      if ((await sha256(bytes)) !== digest) {
        throw new Fault(`${path} does not hold the bytes that were signed`);
      }
      return new Lines(bytes, limit, path);
    }

    async snapshot(head) {
      const path = `.gabion/snap/${head.sequence}`;
      const snapshot = readSnapshot(await this.digested(path, LIMITS.snapshot, head.snapshot));
      if (snapshot.site !== head.site || snapshot.sequence !== head.sequence) {
        throw new Fault(`${path} is of another site or edition than the head`);
      }
      return snapshot;
    }

    /** Notes a fault of one file and goes on with the next. */
    async noting(work) {
      try {
        return await work();
      } catch (fault) {
        if (!(fault instanceof Fault)) {
          throw fault;
        }
        this.faults.push(fault.message);
        return null;
      }
    }

    /** All objects of the edition, each with its size and a page that needs it. */
    async objects(snapshot) {
      const objects = new Map();
      let routes = 0;
      for (const [index, { digest, size }] of snapshot.shards.entries()) {
        await this.noting(async () => {
          const path = `.gabion/i/${digest}`;
          const shard = readShard(await this.digested(path, size, digest));
          if (shard.site !== snapshot.site || shard.bits !== snapshot.bits || shard.index !== index) {
            throw new Fault(`${path} is another part of the index`);
          }
          routes += shard.routes.length;
          for (const route of shard.routes) {
            for (const object of route.objects) {
              if (!objects.has(object.digest)) {
                objects.set(object.digest, { size: object.size, page: route.key });
              }
            }
          }
        });
        this.told(`Reading the index, part ${index + 1} of ${snapshot.shards.length}`, 0, 1);
      }
      await this.noting(() => this.digested(`.gabion/recent/${snapshot.sequence}`, snapshot.recent.size, snapshot.recent.digest));
      if (this.faults.length === 0 && (routes !== snapshot.routes || objects.size !== snapshot.objects)) {
        this.faults.push("the index does not hold as many pages and objects as the snapshot says");
      }
      return objects;
    }

    async object(digest, { size, page }) {
      const path = `.gabion/o/${digest.slice(0, 2)}/${digest}`;
      this.named.add(path);
      const file = this.files.get(path);
      if (!file) {
        throw new Fault(`${path} is missing (needed by ${page})`);
      }
      const bytes = file.size === size ? await this.bytes(path, MAX_OBJECT) : null;
      if (bytes === null || (await sha256(bytes)) !== digest) {
        throw new Fault(`${path} does not hold the bytes that were signed (needed by ${page})`);
      }
      return bytes.length;
    }

    async allObjects(objects) {
      const entries = objects.entries();
      let done = 0;
      let bytes = 0;
      const work = async () => {
        // The workers share one iterator, so each object is taken once.
        for (const [digest, object] of entries) {
          // Added after the wait: the other workers count meanwhile.
          const length = await this.noting(() => this.object(digest, object));
          bytes += length ?? 0;
          done++;
          this.told(`Checked ${done} of ${objects.size} pieces`, done, objects.size);
        }
      };
      await Promise.all(Array.from({ length: WORKERS }, work));
      return bytes;
    }

    async roster(roots, snapshot) {
      if (snapshot.roster === 0) {
        return;
      }
      const path = `.gabion/roster/${snapshot.roster}`;
      await this.noting(async () => {
        const lines = await this.lines(path, LIMITS.roster);
        const roster = await readSigned(lines, (l) => {
          const site = l.opening("roster");
          l.number("roster", 1);
          l.instant("published");
          while (l.next("mirror")) {
            l.words("mirror", 5);
          }
          return { site };
        });
        lines.end();
        if (roster.document.site !== snapshot.site) {
          throw new Fault(`${path} is of another site`);
        }
        if (!(await this.signatures.accepts(roots.at(-1).document.roles.roster, roster))) {
          this.notes.push("The list of mirrors is not signed by those who may sign it now. Do not rely on it.");
        }
      });
    }

    /** A verdict, as a value; forged or unreadable heads are refused by a Fault. */
    async run() {
      const roots = await this.roots();
      const { head, due } = await this.head(roots);
      const result = { site: head.site, head, due };
      const snapshot = await this.noting(() => this.snapshot(head));
      if (snapshot !== null) {
        result.snapshot = snapshot;
        const objects = await this.objects(snapshot);
        result.bytes = await this.allObjects(objects);
        result.objects = objects.size;
        await this.roster(roots, snapshot);
      }
      const others = [...this.files.keys()].filter((p) => p.startsWith(".gabion/") && !this.named.has(p)).length;
      if (others > 0) {
        this.notes.push(`${others} more ${others === 1 ? "file" : "files"} in .gabion belong to no part of this edition, or to older lists. They do no harm.`);
      }
      result.allSignatures = await this.signatures.knowsEd25519();
      result.faults = this.faults;
      result.notes = this.notes;
      return result;
    }
  }

  // ---- The page

  const element = (id) => document.getElementById(id);

  /** Files by their path below the copy's root; null if there is no copy among them. */
  function rooted(paths) {
    let root = null;
    for (const path of paths.keys()) {
      if (path === ".gabion/head" || path.endsWith("/.gabion/head")) {
        const found = path.slice(0, -".gabion/head".length);
        root = root === null || found.length < root.length ? found : root;
      }
    }
    if (root === null) {
      return null;
    }
    const files = new Map();
    for (const [path, file] of paths) {
      if (path.startsWith(root)) {
        files.set(path.slice(root.length), file);
      }
    }
    return files;
  }

  const utc = (time) => new Date(time).toISOString().slice(0, 16).replace("T", " ") + " UTC";

  function age(result) {
    const now = Date.now();
    if (result.head.published > now + 3600000) {
      return "clock differs: it was published after now, by this computer's clock";
    }
    if (now <= result.due) {
      return "fresh: the next edition is not due yet";
    }
    const days = Math.max(1, Math.round((now - result.due) / DAY));
    const late = `the next edition is overdue by ${days} ${days === 1 ? "day" : "days"}`;
    return now > result.due + 7 * DAY ? `stale: ${late}` : `ageing: ${late}`;
  }

  function fact(name, value) {
    const dt = document.createElement("dt");
    dt.textContent = name;
    const dd = document.createElement("dd");
    dd.textContent = value;
    element("facts").append(dt, dd);
  }

  function items(list, texts) {
    list.replaceChildren(
      ...texts.map((text) => {
        const item = document.createElement("li");
        item.textContent = text;
        return item;
      }),
    );
  }

  function show(kind, verdict, result) {
    element("verdict").className = kind;
    element("verdict").textContent = verdict;
    element("facts").replaceChildren();
    const faults = result?.faults ?? [];
    if (result) {
      fact("Fingerprint of the site", fingerprint(result.site));
      fact("Whole id of the site", result.site);
      fact("Edition", String(result.head.sequence));
      fact("Published on", utc(result.head.published));
      fact("The publisher promised the next by", utc(result.due));
      fact("Age", age(result));
      if (result.snapshot) {
        const size = (result.bytes / MIB).toFixed(1);
        fact("Checked", `${result.snapshot.routes} pages and files, ${result.objects} pieces, ${size} MiB`);
      }
    }
    element("faults").hidden = faults.length === 0;
    items(element("fault-list"), faults.slice(0, SHOWN_FAULTS));
    const more = faults.length - SHOWN_FAULTS;
    element("more-faults").textContent = more > 0 ? `And ${more} more.` : "";
    items(element("notes"), result?.notes ?? []);
    element("result").hidden = false;
    element("progress-line").hidden = true;
    element("status").textContent = "Done.";
    element("result-heading").focus();
  }

  /** What the fingerprint that the reader knows says: "" if none was given. */
  function compared(id) {
    const known = element("known").value.toLowerCase().replace(/[^0-9a-z]/g, "");
    if (known === "") {
      return "";
    }
    const enough = known.length === 32 || known.length === 64;
    return enough && id.startsWith(known) ? "same" : "other";
  }

  function judge(result) {
    const same = compared(result.site);
    if (same === "other") {
      show("bad", "This is a copy of ANOTHER site, or the fingerprint above was mistyped. Do not rely on it.", result);
    } else if (result.faults.length > 0) {
      const count = result.faults.length;
      show("bad", `This copy is DAMAGED: ${count} ${count === 1 ? "file is" : "files are"} wrong or missing. What is listed below can not be relied on.`, result);
    } else if (!result.allSignatures) {
      show("unsure", "This copy is whole, with a reservation: this browser can check only one of the two signatures of each key holder (P-256). The other (Ed25519) was there and was not checked; use a newer browser to be sure.", result);
    } else {
      show("whole", same === "same"
        ? "This copy is WHOLE, and it is the site whose fingerprint you entered."
        : "This copy is WHOLE. Now compare the fingerprint below with the one that you know: only then is it the site that you mean.", result);
    }
  }

  let running = false;

  async function check(paths) {
    if (running) {
      return;
    }
    running = true;
    element("result").hidden = true;
    try {
      if (!globalThis.crypto?.subtle) {
        show("unsure", "This browser can not check here. Open this page from a disk, or by https.", null);
        return;
      }
      const files = rooted(paths);
      if (files === null) {
        show("bad", "There is no copy in this folder: it holds no .gabion/head. Choose the folder in which this page lies.", null);
        return;
      }
      element("progress-line").hidden = false;
      let last = 0;
      const told = (text, done, of) => {
        const now = performance.now();
        if (now - last > 500) {
          last = now;
          element("status").textContent = text;
          element("progress").max = of;
          element("progress").value = done;
        }
      };
      judge(await new Check(files, told).run());
    } catch (fault) {
      const text = fault instanceof Fault ? fault.message : `the check itself failed (${fault})`;
      show("bad", `This copy is REFUSED: ${text}. Do not rely on it.`, null);
    } finally {
      running = false;
    }
  }

  element("folder").addEventListener("change", (event) => {
    const paths = new Map();
    for (const file of event.target.files) {
      paths.set(file.webkitRelativePath || file.name, file);
    }
    if (paths.size > 0) {
      check(paths);
    }
  });

  // ---- Dropping a folder. Some browsers let a page from a disk read what is dropped by the one way, some by
  // the other.

  const entryFile = (entry) => new Promise((done, failed) => entry.file(done, failed));
  const entriesOf = (reader) => new Promise((done, failed) => reader.readEntries(done, failed));

  async function walkEntry(entry, path, paths) {
    if (entry.isFile) {
      paths.set(path, await entryFile(entry));
      return;
    }
    const reader = entry.createReader();
    for (let some = await entriesOf(reader); some.length > 0; some = await entriesOf(reader)) {
      for (const inner of some) {
        await walkEntry(inner, `${path}/${inner.name}`, paths);
      }
    }
  }

  async function walkHandle(handle, path, paths) {
    if (handle.kind === "file") {
      paths.set(path, await handle.getFile());
      return;
    }
    for await (const inner of handle.values()) {
      await walkHandle(inner, `${path}/${inner.name}`, paths);
    }
  }

  async function dropped(handles, entries) {
    const paths = new Map();
    try {
      for (const handle of await Promise.all(handles)) {
        await walkHandle(handle, handle.name, paths);
      }
    } catch {
      paths.clear();
    }
    if (paths.size === 0) {
      for (const entry of entries) {
        await walkEntry(entry, entry.name, paths);
      }
    }
    return paths;
  }

  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  document.addEventListener("dragleave", () => document.body.classList.remove("dropping"));
  document.addEventListener("drop", async (event) => {
    event.preventDefault();
    document.body.classList.remove("dropping");
    // Both must be asked for before the event is over.
    const items = [...event.dataTransfer.items].filter((item) => item.kind === "file");
    const handles = items.map((item) => item.getAsFileSystemHandle?.()).filter((handle) => handle);
    const entries = items.map((item) => item.webkitGetAsEntry()).filter((entry) => entry);
    try {
      const paths = await dropped(handles, entries);
      if (paths.size > 0) {
        await check(paths);
      }
    } catch {
      element("status").textContent = "This browser does not let this page read what is dropped. Use the button above.";
    }
  });
})();
