package lawtext

func ReadHTML(b []byte) (Document, error)  { return ReadPlain(b) }
func ReadDOCX(b []byte) (Document, error)  { return ReadPlain(b) }
func ReadPDF(b []byte) (Document, error)   { return ReadPlain(b) }
func ReadDCXML(b []byte) (Document, error) { return ReadPlain(b) }
