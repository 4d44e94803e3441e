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

import java.io.IOException;
import java.util.Map;

/**
 * A kind of measurements: runs them and renders what came out.
 */
interface Suite {

	/**
	 * Return the heading.
	 * @return a few words
	 */
	String title();

	/**
	 * Return about how long the suite takes.
	 * @return seconds
	 */
	double estimatedSeconds();

	/**
	 * Measure.
	 * @param launcher starts the processes
	 * @throws IOException if a process cannot be started
	 * @throws InterruptedException if interrupted
	 */
	void run(Launcher launcher) throws IOException, InterruptedException;

	/**
	 * Render the results.
	 * @return paragraphs and tables in Markdown
	 */
	String toMarkdown();

	/**
	 * Draw the results.
	 * @return images by the names of their files
	 */
	default Map<String, String> charts() {
		return Map.of();
	}

	/**
	 * Tell what is being done.
	 * @param text the text
	 */
	static void log(String text) {
		System.err.println(text);
	}

}
