// Says on the page that a security key was not read; without it the person would only see that nothing happens.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.getElementById("security-key-trouble").hidden = false;
});
