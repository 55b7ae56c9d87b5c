// Comfort alone: every page works without it. Written for Chromium 80.
(function () {
  "use strict";
  var job = document.getElementById("job");
  function tell(selector, text) {
    var place = job.querySelector(selector);
    if (place && place.textContent !== text) { place.textContent = text; }
  }
  function look() {
    fetch("/job.json", { credentials: "same-origin" }).then(function (answer) { return answer.json(); }).then(function (now) {
      if (now.state !== "running" || String(now.number) !== job.dataset.number) { location.reload(); return; }
      tell("[data-stage]", now.stage);
      tell("[data-counted]", now.counted);
      var bar = job.querySelector("progress");
      if (bar && now.share !== null) { bar.value = now.share; } else if (bar) { bar.removeAttribute("value"); }
      setTimeout(look, 1000);
    }).catch(function () { setTimeout(look, 3000); });
  }
  if (job && job.dataset.number) { setTimeout(look, 700); }
}());
