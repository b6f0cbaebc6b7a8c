// The start page of a drop: shows the newest release that is whole. Frozen (schemas/drop-1.md): it lies on sticks that later
// versions of Satchel write to, and every text that it shows comes from releases/<N>.js. Chrome 30, Firefox 30 and later.
(function () {
  'use strict';
  var BATCH = 8;
  var MOST = 100000;
  var FOLDER = /^packs\/[A-Za-z0-9_-][A-Za-z0-9._-]*\/[A-Za-z0-9_-][A-Za-z0-9._-]*$/;
  var newest;

  // The last statement of releases/<N>.js: a script that was cut off does not get here.
  window.satchelRelease = function (release) {
    if (!release || release.formatVersion !== 1 || !(release.release > 0) || !release.packs) return;
    if (!newest || release.release > newest.release) newest = release;
  };

  function load(first) {
    var before = newest;
    var waiting = BATCH;
    function settled() {
      if (--waiting > 0) return;
      // A server that answers everything, or a folder without an end, brings nothing new at some time.
      if (newest !== before && first + BATCH < MOST) load(first + BATCH);
      else show();
    }
    for (var n = first; n < first + BATCH; n++) {
      var script = document.createElement('script');
      script.async = false;
      script.onload = script.onerror = settled;
      script.src = 'releases/' + n + '.js';
      document.head.appendChild(script);
    }
  }

  function element(name, parent, text) {
    var made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (parent) parent.appendChild(made);
    return made;
  }

  function wanted() {
    var found = {};
    location.hash
      .slice(1)
      .split('&')
      .forEach(function (part) {
        var at = part.indexOf('=');
        try {
          if (at > 0) found[part.slice(0, at)] = decodeURIComponent(part.slice(at + 1));
        } catch (error) {
          // Nobody made this link.
        }
      });
    return found;
  }

  // Where a page asked for the same lesson in another language.
  function follow() {
    var hash = wanted();
    if (!hash.pack || !hash.language) return false;
    var lesson = /^[A-Za-z0-9][A-Za-z0-9._\/-]*$/.test(hash.lesson || '') ? hash.lesson : 'index';
    if (/(^|\/)\.{1,2}(\/|$)/.test(lesson)) return false;
    for (var i = 0; i < newest.packs.length; i++) {
      var variants = newest.packs[i].variants;
      if (newest.packs[i].id !== hash.pack) continue;
      for (var j = 0; j < variants.length; j++)
        if (variants[j].language === hash.language && FOLDER.test(variants[j].folder)) {
          location.replace(variants[j].folder + '/' + lesson + '.html');
          return true;
        }
    }
    return false;
  }

  function chosen() {
    var stored;
    try {
      stored = localStorage.getItem('satchel/drop/language');
    } catch (error) {
      // No store: the device's own language is as good.
    }
    var wishes = [stored].concat(navigator.languages || [navigator.language]);
    for (var i = 0; i < wishes.length; i++) {
      for (var j = 0; j < newest.languages.length; j++)
        if (newest.languages[j].language === wishes[i]) return newest.languages[j];
      for (var k = 0; wishes[i] && k < newest.languages.length; k++)
        if (newest.languages[k].language.split('-')[0] === wishes[i].split('-')[0])
          return newest.languages[k];
    }
    return newest.languages[0];
  }

  function choose(language) {
    try {
      localStorage.setItem('satchel/drop/language', language.language);
    } catch (error) {
      // It is asked for again another time.
    }
    show(language);
  }

  function show(language) {
    if (!newest || newest.languages.length === 0) return;
    if (!language && follow()) return;
    language = language || chosen();
    var says = language.messages;
    var root = document.documentElement;
    root.lang = language.messageLanguage;
    root.dir = language.messageDirection;
    document.title = says.title;
    var main = document.getElementById('start');
    main.textContent = '';
    element('h1', main, says.title);
    if (newest.languages.length > 1) languages(main, language, says);
    var here = variantsIn(language.language, true);
    var others = variantsIn(language.language, false);
    list(main, here, says);
    if (others.length > 0) {
      element('h2', main, says.others);
      list(main, others, says);
    }
    var check = element('a', element('p', main), says.check);
    check.href = 'how-to-check-' + newest.release + '.html#' + language.messageLanguage;
  }

  function languages(main, language, says) {
    var nav = element('nav', main);
    nav.setAttribute('aria-label', says.language);
    newest.languages.forEach(function (one) {
      var button = element('button', nav, one.name);
      button.type = 'button';
      button.lang = one.language;
      button.dir = one.direction;
      button.setAttribute('aria-pressed', String(one === language));
      button.onclick = function () {
        choose(one);
        document.querySelector('[aria-pressed="true"]').focus();
      };
    });
  }

  // Of each pack what is in that language, or, of packs that have nothing in it, all.
  function variantsIn(language, here) {
    var found = [];
    newest.packs.forEach(function (pack) {
      var own = pack.variants.filter(function (variant) {
        return variant.language === language;
      });
      if (here) found = found.concat(own);
      else if (own.length === 0) found = found.concat(pack.variants);
    });
    return found;
  }

  function list(main, variants, says) {
    var ul = element('ul', main);
    variants.forEach(function (variant) {
      if (!FOLDER.test(variant.folder)) return;
      var item = element('li', ul);
      var link = element('a', item);
      link.href = variant.folder + '/index.html';
      var title = element('strong', link, variant.title);
      title.lang = variant.language;
      title.dir = variant.direction;
      var more = [variant.name, says.version.replace('{version}', '\u2066' + variant.version + '\u2069')];
      if (says[variant.profile]) more.push(says[variant.profile]);
      element('small', link, more.join(' · '));
    });
  }

  load(1);
})();
