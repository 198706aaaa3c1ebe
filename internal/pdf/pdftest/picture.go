package pdftest

// picture looks at a picture that is drawn: pixels in sRGB, as many as it says, perhaps with an opacity for each, in a
// figure that has an alternative text, or as decoration.
func (r *reader) picture(name any) {
	if r.kind != Name("Figure") && r.kind != Name("Artifact") {
		r.fault("a picture in %v", r.kind)
	}
	key, _ := name.(Name)
	image, ok := r.file.get(r.named[key]).(Stream)
	if !ok || image.Dict["Subtype"] != Name("Image") {
		r.fault("picture %v is not among the resources", name)
		return
	}
	if pixels := r.pixels(image, "DeviceRGB"); len(image.Data) != 3*pixels {
		r.fault("picture %v has %d bytes for %d pixels", name, len(image.Data), pixels)
	}
	if image.Dict["SMask"] == nil {
		return
	}
	mask, ok := r.file.get(image.Dict["SMask"]).(Stream)
	if pixels := r.pixels(mask, "DeviceGray"); !ok || len(mask.Data) != pixels || pixels != r.pixels(image, "DeviceRGB") {
		r.fault("the opacity of picture %v has %d bytes for %d pixels", name, len(mask.Data), pixels)
	}
}

// pixels is how many pixels a picture says that it has.
func (r *reader) pixels(image Stream, space Name) int {
	w, _ := image.Dict["Width"].(float64)
	h, _ := image.Dict["Height"].(float64)
	if image.Dict["ColorSpace"] != space || image.Dict["BitsPerComponent"] != 8.0 || image.Dict["Interpolate"] != nil {
		r.fault("a picture that is no %s of 8 bits", space)
	}
	return int(w) * int(h)
}
