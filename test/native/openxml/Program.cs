// Prints, as JSON, what Microsoft's own validator says of each workbook given: [{ file, sheets, errors: [...] }].
using System.Text.Json;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;

if (args.Length == 0)
{
    Console.Error.WriteLine("Name at least one workbook.");
    return 2;
}

var results = args.Select(file =>
{
    using var document = SpreadsheetDocument.Open(file, isEditable: false);
    var errors = new OpenXmlValidator(FileFormatVersions.Microsoft365)
        .Validate(document)
        .Select(error => new
        {
            id = error.Id,
            description = error.Description,
            part = error.Part?.Uri.ToString(),
            path = error.Path?.XPath,
        })
        .ToArray();
    var sheets = document.WorkbookPart?.Workbook.Sheets?.Elements<Sheet>().Select(sheet => sheet.Name?.Value).ToArray();
    return new { file, sheets, errors };
}).ToArray();

Console.WriteLine(JsonSerializer.Serialize(results));
return 0;
