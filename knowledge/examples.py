"""Questions that the search answers, English and Chinese: they train the router and fill the docs."""

from __future__ import annotations

from typing import Any

Examples = tuple[str | tuple[str, dict[str, Any]], ...]


def _asked(question: str, **more: Any) -> tuple[str, dict[str, Any]]:
    return question, {"question": question, **more}


SEARCH: Examples = (
    _asked("What does the Caliendo-Parro model assume?"),
    _asked("Explain how the trade model works"),
    _asked("What is meant by scale elasticity in your trade model?"),
    _asked("Which assumptions stand behind the Nash equilibrium tariffs?"),
    _asked("What are the limits of your exposure scores?"),
    _asked("How is beta defined in the exposure paper?"),
    _asked("Define E0, E1 and E2"),
    _asked("What is the paper by Wang, Xu, Yang and Zhu about?"),
    _asked("Summarise the method of the forecasting tournament"),
    _asked("Where do the data of the 2017 world economy come from?"),
    _asked("What licence does the nowcasting data set have?"),
    _asked("Who should I cite for FRED-MD?"),
    _asked("What does my report say about wages?", shelf="documents"),
    _asked("Search my documents for carbon prices", shelf="documents"),
    _asked("According to the PDF I uploaded, when does the phase-out begin?", shelf="documents"),
    _asked("Find the passage on data protection in my files", shelf="documents"),
    _asked("Look in the notes for Anderson iteration", shelf="notes"),
    _asked("Explain the difference between first-order welfare and exact real income"),
    _asked("Why can a subsidy raise welfare under external economies of scale?"),
    _asked("What is a residue class in the arithmetic study?"),
    _asked("How does the method of Diebold and Mariano work?"),
    _asked("What is Clark-West used for in your evaluation?"),
    _asked("Explain conformal intervals as used here"),
    _asked("How does the number guard work?"),
    _asked("What does the literature say about positional encodings and length?"),
    _asked("Describe the methodology behind the growth model with AI adoption"),
    _asked("What is the rubric used to label tasks?"),
    _asked("Which caveats apply to the Chinese occupational scores?"),
    _asked("What is BSDE-Gen?"),
    _asked("What does GAMMT stand for and what does it claim?"),
    _asked("Quote what the guideline says on procurement", shelf="documents"),
    _asked("Is there anything about export controls in the documents I added?", shelf="documents"),
    _asked("What do the notes say about look-ahead bias?", shelf="notes"),
    _asked("Explain the theory of length generalisation for modular addition"),
    _asked("How are classifier and human labels combined, in principle?"),
    _asked("What is a MIDAS regression?"),
    _asked("卡利恩多-帕罗模型有哪些假设？"),
    _asked("贸易模型是怎么求解的？"),
    _asked("解释一下规模弹性的含义"),
    _asked("暴露度的 alpha、beta、gamma 是怎么定义的？"),
    _asked("E0、E1、E2 分别是什么意思？"),
    _asked("预测锦标赛的方法是什么？"),
    _asked("这个数据集的来源和许可是什么？"),
    _asked("残差类相等率是什么意思？"),
    _asked("我上传的文件里怎么说工资？", shelf="documents"),
    _asked("在我的文档中查找碳关税的内容", shelf="documents"),
    _asked("报告第几页提到了出口管制？", shelf="documents"),
    _asked("关于位置编码，论文有什么结论？"),
    _asked("纳什关税的理论依据是什么？"),
    _asked("一阶福利分解和精确实际收入有什么区别？"),
    _asked("增长模型有哪些局限？"),
    _asked("介绍一下这篇关于中国劳动力市场的论文"),
    _asked("数字校验是怎么工作的？"),
    _asked("笔记里对预测的前视偏差怎么说？", shelf="notes"),
    _asked("引用 FRED-MD 应该写哪篇文献？"),
    _asked("共形预测区间的原理是什么？"),
)
