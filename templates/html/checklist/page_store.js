// Where the journal is kept while the page is closed: in the browser's database, which says when a change is on the
// disk, and once more in its simple storage. Neither is the only copy: the page asks for a file to be saved. What
// `file:` gives differs between browsers (docs/browser.md); where there is neither, the page says so.

/** @typedef {"disk" | "browser" | "nowhere"} Kept how well a change is kept */

const STORE_NAME = "runbook-checklist";
const STORE_TABLE = "changes";
const STORE_WAIT = 4000; // milliseconds that a database may take

/** The key of a record in the simple storage. @param {string} revision @param {string} run @returns {string} */
function storeKey(revision, run) {
  return `${STORE_NAME} ${revision} ${run}`;
}

/** The database; null where the browser gives none. @returns {Promise<IDBDatabase | null>} */
function openDatabase() {
  return new Promise((resolve) => {
    setTimeout(() => resolve(null), STORE_WAIT);
    try {
      const asked = indexedDB.open(STORE_NAME, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(STORE_TABLE, { autoIncrement: true }).createIndex("key", "key");
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = asked.onblocked = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
}

/**
 * All that is kept of a revision, by run.
 * @param {IDBDatabase | null} database
 * @param {string} revision
 * @param {Set<string>} steps
 * @returns {Promise<Map<string, Change[]>>}
 */
async function keptChanges(database, revision, steps) {
  const prefix = storeKey(revision, "");
  /** @type {Map<string, Change[]>} */
  const runs = new Map();
  /** @param {string} run @param {Change[]} changes */
  const add = (run, changes) => runs.set(run, joinedChanges(runs.get(run) ?? [], changes));
  for (const [key, changes] of await inDatabase(database, prefix)) add(key.slice(prefix.length), changesIn(changes, steps));
  for (const [key, text] of inStorage(prefix)) add(key.slice(prefix.length), changesIn(parsed(text), steps));
  return runs;
}

/**
 * @param {IDBDatabase | null} database
 * @param {string} prefix
 * @returns {Promise<Map<string, unknown[]>>}
 */
function inDatabase(database, prefix) {
  return new Promise((resolve) => {
    /** @type {Map<string, unknown[]>} */
    const found = new Map();
    const asked = database && allUnder(database, prefix);
    if (!asked) return resolve(found);
    setTimeout(() => resolve(found), STORE_WAIT);
    asked.onerror = () => resolve(found);
    asked.onsuccess = () => {
      for (const one of asked.result) {
        const key = textIn(groupIn(one).key, 200);
        found.set(key, [...(found.get(key) ?? []), groupIn(one).change]);
      }
      resolve(found);
    };
  });
}

/** @param {IDBDatabase} database @param {string} prefix @returns {IDBRequest | null} null where it has no such table */
function allUnder(database, prefix) {
  try {
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    return database.transaction(STORE_TABLE).objectStore(STORE_TABLE).index("key").getAll(range, MOST_CHANGES);
  } catch {
    return null;
  }
}

/** What the simple storage has under keys that begin so. @param {string} prefix @returns {[string, string][]} */
function inStorage(prefix) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix)).map((key) => [key, localStorage.getItem(key) ?? ""]);
  } catch {
    return [];
  }
}

/** @param {string} text @returns {unknown} */
function parsed(text) {
  try {
    return text.length > LARGEST_FILE ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Keep changes that were added to a journal; `all` is the whole of it.
 * @param {IDBDatabase | null} database
 * @param {string} key
 * @param {Change[]} added
 * @param {Change[]} all
 * @returns {Promise<Kept>}
 */
async function keepChanges(database, key, added, all) {
  let mirrored = false;
  try {
    const other = changesIn(parsed(localStorage.getItem(key) ?? ""), STEP_IDS); // another tab may have written it
    localStorage.setItem(key, JSON.stringify(joinedChanges(other, all)));
    mirrored = true;
  } catch { /* full, or forbidden: the database may do */ }
  if (await addToDatabase(database, key, added)) return "disk";
  return mirrored ? "browser" : "nowhere";
}

/**
 * @param {IDBDatabase | null} database
 * @param {string} key
 * @param {Change[]} added
 * @returns {Promise<boolean>}
 */
function addToDatabase(database, key, added) {
  return new Promise((resolve) => {
    if (!database) return resolve(false);
    setTimeout(() => resolve(false), STORE_WAIT);
    try {
      const transaction = database.transaction(STORE_TABLE, "readwrite", { durability: "strict" });
      transaction.oncomplete = () => resolve(true);
      transaction.onabort = transaction.onerror = () => resolve(false);
      for (const change of added) transaction.objectStore(STORE_TABLE).add({ key, change });
    } catch {
      resolve(false);
    }
  });
}

/**
 * Take away all that is kept under a key; a browser may fail to. The simple storage comes last: other windows look at
 * what is kept once that changes.
 * @param {IDBDatabase | null} database
 * @param {string} key
 * @returns {Promise<void>}
 */
async function eraseChanges(database, key) {
  await eraseInDatabase(database, key);
  try {
    localStorage.removeItem(key);
  } catch { /* there is none */ }
}

/** @param {IDBDatabase | null} database @param {string} key @returns {Promise<void>} */
function eraseInDatabase(database, key) {
  return new Promise((resolve) => {
    if (!database) return resolve();
    setTimeout(resolve, STORE_WAIT);
    try {
      const transaction = database.transaction(STORE_TABLE, "readwrite");
      transaction.oncomplete = transaction.onabort = () => resolve();
      const asked = transaction.objectStore(STORE_TABLE).index("key").openCursor(IDBKeyRange.only(key));
      asked.onsuccess = () => {
        asked.result?.delete();
        asked.result?.continue();
      };
    } catch {
      resolve();
    }
  });
}
