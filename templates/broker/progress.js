// Keeps what learners have done, for all versions of a pack that lie around this file. Written once and never changed, since a
// browser may keep one store for each file: another file would be another store. Protocol 1, by postMessage from the page around:
//   { satchel: 1, id, do: 'get', key }                        → value, a text, or null
//   { satchel: 1, id, do: 'set', key, value, expected }       → null; value null deletes. With `expected` (a text, or null for
//                                                               nothing) only where that is what is there, else error 'changed'
//   { satchel: 1, id, do: 'list', prefix, after }             → [[key, value] …] in order, at most 1000, keys above `after`
// Each answer is { satchel: 1, id, value } or { satchel: 1, id, error }, error one of bad-request, changed, unavailable; one
// { satchel: 1, id: 0, value: 'ready' } is sent first.
(function () {
  'use strict';
  var around = window.parent;
  if (around === window) return;
  var fromFile = location.protocol === 'file:';
  var MAX_KEY = 1000;
  var MAX_VALUE = 1 << 24;
  var PAGE = 1000;

  function send(message) {
    message.satchel = 1;
    // The origin of a file is "null", to which nothing can be addressed.
    around.postMessage(message, fromFile ? '*' : location.origin);
  }
  function isKey(key) {
    return typeof key === 'string' && key.length <= MAX_KEY && key.indexOf('satchel/') === 0;
  }
  function isValue(value) {
    return value === null || (typeof value === 'string' && value.length <= MAX_VALUE);
  }
  function isRequest(data) {
    if (typeof data !== 'object' || data === null || data.satchel !== 1) return false;
    return typeof data.id === 'number' && data.id > 0 && data.id === Math.floor(data.id);
  }
  function isSound(data) {
    if (data.do === 'get') return isKey(data.key);
    if (data.do === 'set')
      return (
        isKey(data.key) && isValue(data.value) && (data.expected === undefined || isValue(data.expected))
      );
    return data.do === 'list' && isKey(data.prefix) && (data.after === undefined || isKey(data.after));
  }

  var opened = new Promise(function (resolve, reject) {
    var request = indexedDB.open('satchel', 1);
    request.onupgradeneeded = function () {
      request.result.createObjectStore('progress');
    };
    request.onsuccess = function () {
      resolve(request.result);
    };
    request.onerror = request.onblocked = function () {
      reject(request.error);
    };
  });

  function answer(database, data) {
    var writes = data.do === 'set';
    var transaction = database.transaction(
      'progress',
      writes ? 'readwrite' : 'readonly',
      writes ? { durability: 'strict' } : {},
    );
    var store = transaction.objectStore('progress');
    var result = { id: data.id, value: null };
    transaction.oncomplete = function () {
      send(result);
    };
    transaction.onabort = transaction.onerror = function () {
      send({ id: data.id, error: 'unavailable' });
    };
    if (data.do === 'list') {
      var entries = (result.value = []);
      var last = data.prefix + '\uffff';
      if (data.after !== undefined && data.after >= last) return;
      var open = data.after !== undefined && data.after >= data.prefix;
      store.openCursor(IDBKeyRange.bound(open ? data.after : data.prefix, last, open)).onsuccess = function (
        event,
      ) {
        var cursor = event.target.result;
        if (!cursor || entries.length === PAGE) return;
        entries.push([cursor.key, cursor.value]);
        cursor.continue();
      };
      return;
    }
    store.get(data.key).onsuccess = function (event) {
      var value = event.target.result;
      if (value === undefined) value = null;
      if (!writes) result.value = value;
      else if (data.expected !== undefined && data.expected !== value)
        result = { id: data.id, error: 'changed' };
      else if (data.value === null) store.delete(data.key);
      else store.put(data.value, data.key);
    };
  }

  addEventListener('message', function (event) {
    if (event.source !== around) return;
    if (!fromFile && event.origin !== location.origin) return;
    var data = event.data;
    if (!isRequest(data)) return;
    if (!isSound(data)) return send({ id: data.id, error: 'bad-request' });
    opened
      .then(function (database) {
        answer(database, data);
      })
      .catch(function () {
        send({ id: data.id, error: 'unavailable' });
      });
  });
  opened.then(
    function () {
      send({ id: 0, value: 'ready' });
    },
    function () {},
  );
})();
