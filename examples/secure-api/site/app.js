const show = text => { document.getElementById("answer").textContent = text; };
fetch("/api/items/1?q=hooray")
  .then(async answer => show(`${answer.status} ${await answer.text()}`))
  .catch(show);
