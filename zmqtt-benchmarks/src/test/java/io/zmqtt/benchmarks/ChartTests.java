/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.benchmarks;

import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Chart}.
 */
class ChartTests {

	@Test
	void barsAreAsLongAsTheLogarithmOfTheirFigures() throws Exception {
		Map<String, Map<String, Double>> figures = new LinkedHashMap<>();
		figures.put("publish", ordered("a", 0.1, "b", 1.0));
		figures.put("receive", ordered("a", 10.0, "b", 0.2));
		String svg = Chart.draw("Figures", List.of("a", "b"), figures);
		NodeList bars = DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new InputSource(new StringReader(svg)))
			.getElementsByTagName("rect");
		// the background and two of the legend come first
		assertThat(bars.getLength()).isEqualTo(7);
		int least = width(bars, 3);
		int decade = width(bars, 4);
		assertThat(least).isEqualTo(1);
		assertThat(width(bars, 5)).isEqualTo(2 * decade);
		assertThat(width(bars, 6)).isBetween(1, decade);
		assertThat(svg).contains(">publish<", ">receive<", ">Figures<", ">0.10<", ">10.0<");
	}

	private static Map<String, Double> ordered(String first, double one, String second, double other) {
		Map<String, Double> map = new LinkedHashMap<>();
		map.put(first, one);
		map.put(second, other);
		return map;
	}

	private static int width(NodeList bars, int index) {
		return Integer.parseInt(((Element) bars.item(index)).getAttribute("width"));
	}

}
