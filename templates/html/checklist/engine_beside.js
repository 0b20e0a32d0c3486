"use strict";
// Words beside what was expected: `192.0.2.11 (ping)`, `https://b1.example.com/login`. As words_beside.py.

const EngineBeside = (() => {
  const LONGEST = 160;
  const LONGEST_NAME = 16;
  const BETWEEN = /[\s,;()<>"'’“”«»=|+&!*→✓✔☑✅√👍👌]+|-+>|--+/u;
  const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//;
  const PORT = /^\[?([^[\]:]+|[0-9a-f:.]*:[0-9a-f:.]*(?=\]))\]?:\d{1,5}$/;
  const COMMAS = /(?<![\d.,])(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})(?![\d.,])/g;
  const ARTICLE = /(?<![\p{L}\p{N}_.-])[aà](?![\p{L}\p{N}_.-])/gu;
  const DOTTED = /^[\p{L}\p{N}][\p{L}\p{N}_-]*(?:\.[\p{L}\p{N}_-]+)+$/u;
  const FILE = /\.(?:png|jpe?g|pdf|txt|html?|docx?|xlsx?|msg|eml)$/;
  const STANDS_BY = ["backup", "secours", "standby"];
  const CLAUSE = /[,;/]|(?<![\p{L}\p{N}_])(?:and|et)(?![\p{L}\p{N}_])/u;
  const ABBREVIATED = /^(?:[\p{L}\p{N}](?:\.[\p{L}\p{N}])+|\p{Nd}+(?:\.\p{Nd}+){1,2})$/u;
  const DIGEST = /^[0-9a-f]{64}$/;
  const APPROVING = new Set(["yes", "fine", "done", "back", "fact", "all", "both"]
    .flatMap((said) => EngineAnswers.lists[/** @type {"yes"} */ (said)])
    .filter((word) => /^[\p{L}\p{N}]+$/u.test(word)));
  const HARMLESS = new Set([
    ...APPROVING,
    ...(
      "ping pings pinged pinging nslookup dig host hosts name address dns ip resolves resolved to gives answer " +
      "answers answered reply replies replied from by on both each every pc pcs computer computers two test the is " +
      "it now and page status basics login appliance http https id hostname fqdn port shows shown primary patch " +
      "ends end here in time ms ttl bytes screenshot capture png jpg answering octets temps repondu nom adresse " +
      "resout vers en repond reponse de d du des donne par sur le la les l est maintenant et chaque deux poste " +
      "postes ordinateur ordinateurs etat primaire principal affiche affichee finit fin ici c fichier file " +
      "modifie modifiee modified edited changed entry entree"
    ).split(" "),
  ]);

  /** Whether a text is what was wanted with words beside it, which are harmless ("same") or have to be asked about; ""
   * where it is anything else. @param {IndexedPlan} indexed @param {number | null} hop @param {string} value
   * @param {string} wanted @returns {"same" | "asked" | ""} */
  function readBeside(indexed, hop, value, wanted) {
    const found = [...value].length > LONGEST ? "" : beside(indexed, hop, value, wanted);
    return found === "same" && EngineAnswers.speaksAgainst(value) ? "asked" : found;
  }

  /** @param {IndexedPlan} indexed @param {number | null} hop @param {string} value @param {string} wanted
   * @returns {"same" | "asked" | ""} */
  function beside(indexed, hop, value, wanted) {
    const right = wanted.toLowerCase();
    const owned = indexed.plan.appliances.filter(
      (one) => [one.id.toLowerCase(), one.hostname.toLowerCase()].includes(right) || one.ip === right,
    );
    if (!owned.length) return textBeside(value, wanted, indexed.staff);
    const isBackup = (/** @type {string} */ one) => EngineWords.plainWords(one).some((word) => STANDS_BY.includes(word));
    const text = plain(value);
    const byId = owned.some((one) => one.id === wanted);
    const said = byId ? text.split(CLAUSE).filter((one) => !isBackup(one)).join(", ") : text;
    return named(indexed, hop, parts(said), wanted, owned);
  }

  /** @param {string} value */
  function plain(value) {
    const text = EngineWords.fold(value.normalize("NFKC").replace(ARTICLE, " "));
    return EngineAnswers.withoutAsides(text).replace(COMMAS, "$1.$2.$3.$4");
  }

  /** @param {IndexedPlan} indexed @param {number | null} hop @param {string[]} all @param {string} wanted
   * @param {RunbookPlan["appliances"]} owned @returns {"same" | "asked" | ""} */
  function named({ plan, staff }, hop, all, wanted, owned) {
    const known = EngineValues.namesOf(plan, hop);
    const owners = owned.map((one) => one.id);
    const own = owned.flatMap((one) => EngineValues.addresses(one.ip));
    const full = plan.appliances.map((one) => one.hostname.toLowerCase());
    const hosts = new Set([...full, ...full.map((name) => name.split(".")[0]).filter((name) => known.has(name))]);
    const [asksAddress, asksId] = [EngineValues.addresses(wanted).length > 0, owners.includes(wanted)];
    let [found, odd] = [false, false];
    for (const part of all) {
      const [address] = EngineValues.addresses(part);
      const owner = known.get(part);
      if (address) {
        if (!own.includes(address)) return "";
        found = found || asksAddress || asksId;
      } else if (owner !== undefined) {
        const right = owners.includes(owner);
        const isHost = hosts.has(part) && !asksAddress;
        if (!right && (asksId || isHost)) return "";
        odd = odd || !right;
        found = found || asksId || isHost;
      } else if (DOTTED.test(part) && !FILE.test(part) && !ABBREVIATED.test(part)) {
        if (part !== plan.hostname.toLowerCase() && !asksAddress) return "";
      } else {
        odd = odd || !EngineWords.plainWords(part).every((word) => isHarmless(word, staff));
      }
    }
    return found ? (odd ? "asked" : "same") : "";
  }

  /** Addresses, names and words; of an address of the web, its host. @param {string} text @returns {string[]} */
  function parts(text) {
    return text.split(BETWEEN).filter(Boolean).flatMap((token) => {
      const scheme = SCHEME.exec(token);
      const pieces = scheme ? [token.slice(scheme[0].length).split(/[/?#]/)[0]] : token.split("/");
      return pieces.filter(Boolean).flatMap((piece) => {
        const withPort = PORT.exec(piece.replace(/[.:]+$/, ""));
        return part(withPort ? withPort[1] : piece);
      });
    });
  }

  /** @param {string} piece @returns {string[]} */
  function part(piece) {
    const name = piece.replace(/^[[\]{}.:…–—\-·#]+|[[\]{}.:…–—\-·#]+$/g, "");
    const address = piece.includes("::") ? piece.replace(/^[[\]{}.]+|[[\]{}.]+$/g, "") : name;
    if (EngineValues.addresses(address).length) return [address];
    return name.includes(":") ? name.split(":").filter(Boolean).flatMap(part) : [name];
  }

  /** A word that changes nothing, a figure or the name of a computer, or somebody's initials.
   * @param {string} word @param {Map<string, unknown>} staff */
  function isHarmless(word, staff) {
    if (HARMLESS.has(word) || (/\p{Nd}/u.test(word) && [...word].length < LONGEST_NAME)) return true;
    return staff.has(EngineWords.initials(word)) && !["no", "ko", "nok", "not"].includes(word);
  }

  /** The id of a patch, the end of a digest: the same with harmless words, or within its whole SHA-256.
   * @param {string} value @param {string} wanted @param {Map<string, unknown>} staff @returns {"same" | ""} */
  function textBeside(value, wanted, staff) {
    const right = EngineWords.plainWords(wanted);
    const digest = value.toLowerCase().replace(/\s+/g, "");
    if (wanted.length === 8 && DIGEST.test(digest) && digest.endsWith(wanted.toLowerCase())) return "same";
    const bare = EngineAnswers.withoutAsides(value.toLowerCase()).split(BETWEEN).join(" ");
    const left = EngineWords.plainWords(bare).filter(
      (word) => right.includes(word) || !(HARMLESS.has(word) || staff.has(EngineWords.initials(word))),
    );
    return right.length && left.join("") === right.join("") ? "same" : "";
  }

  return { readBeside, approving: APPROVING, harmless: HARMLESS };
})();
