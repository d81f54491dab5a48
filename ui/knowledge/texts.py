"""The texts of this tab in Chinese, by their English."""

KNOWLEDGE: dict[str, str] = {
    "Documents": "文档",
    "Your documents": "您的文档",
    "Add documents": "添加文档",
    "Add reports, papers, rules or tables of your own. Questions in the conversation find their passages, and each "
    "answer cites source and page.": (
        "添加您自己的报告、论文、规章或表格。对话中的提问会找到其中的段落，回答会注明来源和页码。"
    ),
    "PDF, DOCX, HTML, MD, TXT or CSV up to 20 MB each, in English or Chinese: a question in one language finds text in "
    "the other. Files stay on this machine. What they say is quoted, never followed as an instruction.": (
        "支持 PDF、DOCX、HTML、MD、TXT、CSV，每个文件不超过 20 MB，中英文均可互相检索。文件只保存在本机；"
        "其中的文字只会被引用，不会被当作指令执行。"
    ),
    "Name": "名称",
    "Pages": "页数",
    "Passages": "段落",
    "Added": "添加时间",
    "Remove": "移除",
    "Remove a document": "移除文档",
    "Choose a document": "选择一个文档",
    "Stop": "停止",
    "Search": "检索",
    "Try a search": "试着检索",
    "What are you looking for?": "您想找什么？",
    "Documents alone": "仅文档",
    "Notes alone": "仅笔记",
    "No document yet. The notes that come with Quesnay, on its models, papers and data, can be searched at once.": (
        "还没有文档。随 Quesnay 提供的笔记（模型、论文和数据）现在就可以检索。"
    ),
    "Reading {name}": "正在读取 {name}",
    "{done} of {total} passages": "第 {done} / {total} 段",
    "Added {names}.": "已添加 {names}。",
    "Removed {name}.": "已移除 {name}。",
    "Stopped. Nothing was added.": "已停止，没有添加任何文档。",
    "Searching": "正在检索",
    "page {page}": "第 {page} 页",
    "note": "笔记",
    "Write what you are looking for.": "请写下您想找的内容。",
    "Something broke inside Quesnay ({error}). The details are in the terminal.": (
        "Quesnay 内部出错（{error}），详情见终端。"
    ),
}
