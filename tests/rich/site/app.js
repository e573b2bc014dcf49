console.log("here")
