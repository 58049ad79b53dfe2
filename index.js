/** n8n reads nodes and credentials from the "n8n" section of package.json; this file only makes the package a valid module. */
module.exports = {};
