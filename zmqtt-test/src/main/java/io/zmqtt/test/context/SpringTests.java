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

package io.zmqtt.test.context;

import java.lang.reflect.Executable;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.platform.commons.support.AnnotationSupport;

import org.springframework.beans.factory.annotation.ParameterResolutionDelegate;
import org.springframework.test.context.junit.jupiter.SpringExtension;
import org.springframework.test.context.support.PropertyProvider;
import org.springframework.test.context.support.TestConstructorUtils;

/**
 * What the extension must know of Spring tests; apart, since Spring is optional.
 */
final class SpringTests {

	private SpringTests() {
	}

	static boolean isSpringTest(ExtensionContext context) {
		List<Class<?>> classes = new ArrayList<>(context.getEnclosingTestClasses());
		classes.add(context.getRequiredTestClass());
		for (Class<?> testClass : classes) {
			for (ExtendWith extendWith : AnnotationSupport.findRepeatableAnnotations(testClass, ExtendWith.class)) {
				for (Class<?> extension : extendWith.value()) {
					if (SpringExtension.class.isAssignableFrom(extension)) {
						return true;
					}
				}
			}
		}
		return false;
	}

	/**
	 * Whether Spring resolves the parameter itself; JUnit allows one resolver only.
	 */
	static boolean resolves(ParameterContext parameter, ExtensionContext context) {
		Executable executable = parameter.getDeclaringExecutable();
		PropertyProvider properties = (name) -> context.getConfigurationParameter(name).orElse(null);
		return TestConstructorUtils.isAutowirableConstructor(executable, properties)
				|| ParameterResolutionDelegate.isAutowirable(parameter.getParameter(), parameter.getIndex());
	}

	static io.zmqtt.test.EmbeddedMqttBroker broker(ExtensionContext context) {
		return SpringExtension.getApplicationContext(context).getBean(io.zmqtt.test.EmbeddedMqttBroker.class);
	}

	/**
	 * Restore the broker, if there is one: not every test that asks for it gets it.
	 */
	static void restore(ExtensionContext context) {
		SpringExtension.getApplicationContext(context)
			.getBeanProvider(io.zmqtt.test.EmbeddedMqttBroker.class)
			.ifAvailable(io.zmqtt.test.EmbeddedMqttBroker::restore);
	}

}
