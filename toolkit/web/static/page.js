// Comfort alone: every page works without it. Written for Chromium 80.
(function () {
  "use strict";

  // A browser that is too old shows everything, though not in its place.
  if (!window.fetch || !window.CSS || !window.CSS.supports("display", "grid")) {
    document.getElementById("old").removeAttribute("hidden");
    return;
  }

  // What is done now, without loading the page again and again.
  var job = document.getElementById("job");
  function tell(selector, text) {
    var place = job.querySelector(selector);
    if (place && place.textContent !== text) { place.textContent = text; }
  }
  function isBusy() {
    var at = document.activeElement;
    return at && /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName);
  }
  function show(now) {
    if (now.state !== "running" || String(now.number) !== job.dataset.number) {
      if (isBusy()) { setTimeout(look, 2000); } else { location.reload(); }
      return;
    }
    tell("[data-stage]", now.stage);
    tell("[data-counted]", now.counted);
    var bar = job.querySelector("progress");
    if (bar && now.share !== null) { bar.value = now.share; } else if (bar) { bar.removeAttribute("value"); }
    setTimeout(look, 1000);
  }
  function look() {
    fetch("/job.json", { credentials: "same-origin" })
      .then(function (answer) { return answer.json(); })
      .then(show)
      .catch(function () { setTimeout(look, 3000); });
  }
  if (job && job.dataset.number) { setTimeout(look, 700); }

  // Copy a letter.
  document.querySelectorAll("button[data-copy]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      document.getElementById(button.dataset.copy).select();
      document.execCommand("copy");
      var said = button.parentNode.querySelector("[data-copied]");
      if (said) { said.hidden = false; }
    });
  });

  // Drop files, or a folder, on the form; with the mouse one need not press the button.
  var form = document.getElementById("intake");
  if (form) {
    var inputs = form.querySelectorAll("input[type=file]");
    var said = form.querySelector("[data-chosen]");
    var count = function () {
      var all = 0;
      inputs.forEach(function (input) { all += input.files.length; });
      var text = document.getElementById("main").dataset.chosenText;
      said.textContent = all ? text.replace("0", String(all)) : "";
    };
    inputs.forEach(function (input) { input.addEventListener("change", count); });
    ["dragenter", "dragover"].forEach(function (kind) {
      form.addEventListener(kind, function (event) { event.preventDefault(); form.classList.add("over"); });
    });
    form.addEventListener("dragleave", function () { form.classList.remove("over"); });
    form.addEventListener("drop", function (event) {
      event.preventDefault();
      form.classList.remove("over");
      gather(event.dataTransfer, function (files) { send(form, files); });
    });
  }
  function gather(dropped, done) {
    var files = [], waiting = 1;
    function leave() { waiting -= 1; if (!waiting) { done(files); } }
    function take(entry, above) {
      waiting += 1;
      if (entry.isFile) {
        entry.file(function (file) { files.push([file, above + file.name]); leave(); }, leave);
      } else {
        var reader = entry.createReader();
        var read = function () {
          reader.readEntries(function (found) {
            if (!found.length) { leave(); return; }
            found.forEach(function (each) { take(each, above + entry.name + "/"); });
            read();
          }, leave);
        };
        read();
      }
    }
    Array.prototype.forEach.call(dropped.items, function (item) {
      var entry = item.webkitGetAsEntry && item.webkitGetAsEntry();
      if (entry) { take(entry, ""); }
    });
    leave();
  }
  function send(target, files) {
    if (!files.length) { return; }
    var data = new FormData();
    files.forEach(function (pair) { data.append("files", pair[0], pair[1]); });
    fetch(target.action, { method: "POST", body: data, credentials: "same-origin" })
      .then(function (answer) {
        return answer.ok ? location.assign(answer.url) : answer.text().then(function (page) {
          document.open(); document.write(page); document.close();
        });
      })
      .catch(function () { location.reload(); });
  }
}());
